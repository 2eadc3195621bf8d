/**
 * The walls of the house. A stage never imports another stage; what is pure stays pure; nothing imports
 * an app; no circles. Run by `npm run walls`.
 */
const STAGES = 'ticket|billing|feedback|complaint|customer|technician';
const FRAMEWORKS = 'node_modules/(@nestjs|typeorm|pg|kafkajs|@kurrent|fastify|@fastify)/';

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'libs-never-import-apps',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'production-never-imports-tests',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: '\\.spec\\.ts$|/testing/' },
      to: { path: '^test/|/testing/|\\.spec\\.ts$' },
    },
    {
      name: 'pure-rooms-know-no-framework',
      comment:
        'core, contracts, workflow, calendar and every domain folder run without Nest, SQL or a broker',
      severity: 'error',
      from: {
        path: '^libs/(core|contracts|workflow|calendar)/|^libs/[^/]+/domain/',
        pathNot: '\\.spec\\.ts$',
      },
      to: { path: FRAMEWORKS },
    },
    {
      name: 'core-stands-alone',
      severity: 'error',
      from: { path: '^libs/core/' },
      to: { path: '^libs/(?!core/)' },
    },
    {
      name: 'contracts-stand-on-core',
      severity: 'error',
      from: { path: '^libs/contracts/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^libs/(?!contracts/|core/)' },
    },
    {
      name: 'workflow-stands-on-core-and-contracts',
      severity: 'error',
      from: { path: '^libs/workflow/' },
      to: { path: '^libs/(?!workflow/|contracts/|core/)' },
    },
    {
      name: 'calendar-stands-on-core',
      severity: 'error',
      from: { path: '^libs/calendar/' },
      to: { path: '^libs/(?!calendar/|core/)' },
    },
    {
      name: 'lists-of-holidays-in-their-folder-only',
      comment: 'a promise is computed from calendar files; a package’s newer list must not move it',
      severity: 'error',
      from: { path: '^(libs|apps|test)/', pathNot: '^libs/calendar/public-holidays/' },
      to: { path: 'node_modules/(chinese-days|date-holidays)/' },
    },
    {
      name: 'event-store-stands-on-core-and-contracts',
      severity: 'error',
      from: { path: '^libs/event-store/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^libs/(?!event-store/|contracts/|core/)' },
    },
    {
      name: 'event-feed-stands-on-the-event-store',
      severity: 'error',
      from: { path: '^libs/event-feed/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^libs/(?!event-feed/|event-store/|contracts/|core/)' },
    },
    {
      name: 'projections-stand-on-the-feed',
      severity: 'error',
      from: { path: '^libs/projections/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^libs/(?!projections/|event-feed/|event-store/|contracts/|core/)' },
    },
    {
      name: 'platform-knows-no-stage',
      severity: 'error',
      from: { path: '^libs/platform/' },
      to: { path: `^libs/(${STAGES}|sla|notification|subscription|import|simulation)/` },
    },
    {
      name: 'stages-never-import-one-another',
      severity: 'error',
      from: { path: `^libs/(${STAGES})/`, pathNot: '\\.spec\\.ts$' },
      to: {
        path: `^libs/(${STAGES}|sla|notification|subscription|import|simulation)/`,
        pathNot: '^libs/$1/',
      },
    },
    {
      name: 'sla-knows-no-stage',
      comment: 'promises are judged from published events alone',
      severity: 'error',
      from: { path: '^libs/sla/', pathNot: '\\.spec\\.ts$' },
      to: { path: `^libs/(${STAGES}|stages|notification|subscription|import|simulation)/` },
    },
    {
      name: 'notification-knows-no-stage',
      comment:
        'what is told comes from published events; promises lend their names, webhooks their sender',
      severity: 'error',
      from: { path: '^libs/notification/', pathNot: '\\.spec\\.ts$|/testing/' },
      to: { path: `^libs/(${STAGES}|stages|import|simulation)/` },
    },
    {
      name: 'promises-are-judged-purely',
      comment: 'the domain of promises knows calendars, contracts and core alone',
      severity: 'error',
      from: { path: '^libs/sla/domain/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^libs/(?!sla/domain/|calendar/|contracts/|core/)' },
    },
    {
      name: 'subscription-knows-no-stage',
      severity: 'error',
      from: { path: '^libs/subscription/', pathNot: '\\.spec\\.ts$' },
      to: { path: `^libs/(${STAGES}|stages|notification|import|simulation)/` },
    },
    {
      name: 'kurrentdb-client-in-its-adapter-only',
      comment: 'engines without KurrentDB load nothing of its client',
      severity: 'error',
      from: { path: '^(libs|apps|test)/', pathNot: '^libs/event-store/kurrentdb/' },
      to: { path: 'node_modules/@kurrent/' },
    },
    {
      name: 'other-rooms-by-their-front-door',
      comment: 'a lib is imported through its index.ts only',
      severity: 'error',
      from: { path: '^(libs/[^/]+|apps/[^/]+)/' },
      to: { path: '^libs/[^/]+/(?!index\\.ts$)', pathNot: '^$1/' },
    },
    {
      name: 'checker-imports-nothing-of-ours',
      comment: 'what judges the engine must not be wrong where the engine is',
      severity: 'error',
      from: { path: '^test/checker/', pathNot: '\\.spec\\.ts$|/testing/' },
      to: { path: '^(apps|libs|tools)/|^test/(?!checker/)|/testing/|\\.spec\\.ts$' },
    },
    {
      name: 'nothing-undeclared',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: '\\.spec\\.ts$|/testing/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
