import { examples, groupOf, type AddCommand } from '../command.js';
import { withEngine } from '../engine-access.js';

export const addTopicsCreate: AddCommand = ({ program, terminal, run }) => {
  groupOf(program, 'topics', 'The Kafka topics that the log is published to.')
    .command('create')
    .description(
      'Creates the topics that are missing, with the partitions, copies and retention that ' +
        'config/topics says, on the brokers of KAFKA_BROKERS. One that is there is left as it is.',
    )
    .option('--json', 'print {created, present} as JSON')
    .addHelpText('after', examples('topics create', 'topics create --json'))
    .action(
      run(async ({ json }: { json?: boolean }) => {
        const result = await withEngine(terminal, 'topics create', async (engine) => {
          const { readTopicPlan, requireKafka } = await import('@gongdan/platform');
          const { broker, topics } = requireKafka(engine.kafka);
          const plan = readTopicPlan(topics);
          const created = await broker.createTopics(plan);
          const present = plan.map(({ topic }) => topic).filter((name) => !created.includes(name));
          return { created, present };
        });
        if (json === true) return terminal.print(JSON.stringify(result));
        for (const topic of result.created) terminal.print(`created  ${topic}`);
        for (const topic of result.present) terminal.print(`present  ${topic}`);
      }),
    );
};
