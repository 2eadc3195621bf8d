export const USAGE = `Usage: npm start [-- --empty]

  --empty   first start without the demonstration organisation
  --help    show this
  --stop-with-parent
            stop when the process that started the engine is gone (npm start says so)

Settings are environment variables: docs/reference/settings.md.`;
