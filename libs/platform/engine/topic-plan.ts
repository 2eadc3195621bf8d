import {
  TOPIC_CONTEXTS,
  topicName,
  WATERMARK_CONTEXT,
  type TopicContext,
} from '@gongdan/contracts';
import type { Topics, TopicSpecification } from '@gongdan/event-feed';
import { Type, type TObject } from 'typebox';
import { configFolder, invalidConfig, readConfigFolder } from '../config-file/index.js';

/** Most partitions of one topic. */
export const PARTITIONS_MAX = 1_000;
/** Most copies of a partition. */
export const REPLICAS_MAX = 9;
/** Longest time that records are kept: ten years. */
export const RETENTION_DAYS_MAX = 3_650;
/** Largest batch of records the broker takes at once: above the largest event and the largest send. */
const MESSAGE_BYTES_MAX = 4_194_304;
const DAY_MS = 86_400_000;

const retentionDays = Type.Integer({ minimum: 1, maximum: RETENTION_DAYS_MAX });
const contextPlan = Type.Object(
  { partitions: Type.Integer({ minimum: 1, maximum: PARTITIONS_MAX }), retentionDays },
  { additionalProperties: false },
);
const topicPlan = Type.Object(
  {
    replicas: Type.Integer({ minimum: 1, maximum: REPLICAS_MAX }),
    contexts: Type.Object(
      Object.fromEntries(TOPIC_CONTEXTS.map((context) => [context, contextPlan])) as Record<
        TopicContext,
        typeof contextPlan
      >,
      { additionalProperties: false },
    ),
    watermarks: Type.Object({ retentionDays }, { additionalProperties: false }),
  },
  { additionalProperties: false },
) satisfies TObject;

/** What `config/topics` says the topics are to be. Throws `CONFIG.INVALID` with file and line. */
export function readTopicPlan(
  { prefix }: Pick<Topics, 'prefix'>,
  folder: string = configFolder('topics'),
): readonly TopicSpecification[] {
  const [file, second] = readConfigFolder(folder, topicPlan);
  if (file === undefined || second !== undefined) {
    throw invalidConfig([{ path: folder, message: 'must hold exactly one file' }]);
  }
  const { replicas, contexts, watermarks } = file.content;
  const settingsFor = (days: number): Readonly<Record<string, string>> => ({
    'cleanup.policy': 'delete',
    'retention.ms': String(days * DAY_MS),
    'max.message.bytes': String(MESSAGE_BYTES_MAX),
    // What was acknowledged survives the loss of all copies but one, where there are more than two.
    'min.insync.replicas': String(Math.max(1, replicas - 1)),
  });
  return [
    ...TOPIC_CONTEXTS.map((context) => ({
      topic: topicName(prefix, context),
      partitions: contexts[context].partitions,
      replicas,
      settings: settingsFor(contexts[context].retentionDays),
    })),
    {
      topic: topicName(prefix, WATERMARK_CONTEXT),
      partitions: 1,
      replicas,
      settings: settingsFor(watermarks.retentionDays),
    },
  ];
}
