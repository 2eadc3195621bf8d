export const USAGE = `Usage: npm run services [-- --empty]

Starts every service as a process of its own, with one address in front of them. Without KAFKA_BROKERS it
starts an Apache Kafka (Java 17 and Maven), without DATABASE_URL the embedded PostgreSQL.

  --empty   first start without the demonstration organisation
  --help    show this

Settings are environment variables: docs/reference/settings.md.`;
