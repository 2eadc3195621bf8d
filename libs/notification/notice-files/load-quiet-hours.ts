import { NOTICE_CHANNELS } from '@gongdan/contracts';
import { isTimeZone, type Violation } from '@gongdan/core';
import { invalidConfig, readConfigFolder, type ConfigFile } from '@gongdan/platform';
import type { Static } from 'typebox';
import { QUIET_MS_MAX, QuietHours, type QuietRule } from '../domain/quiet-hours.js';
import { NoticeSettingsSchema, type QuietRuleContent } from './notice-settings.schema.js';

/**
 * The quiet hours of a folder’s one file. Throws one `CONFIG.INVALID` that names file and line of everything
 * that is wrong in it.
 */
export function loadQuietHours(folder: string, timeZone: string): QuietHours {
  const [file, second] = readConfigFolder(folder, NoticeSettingsSchema);
  if (file === undefined || second !== undefined) {
    throw invalidConfig([{ path: folder, message: 'must hold exactly one file' }]);
  }
  const wrong = violationsOf(file);
  if (wrong.length > 0) throw invalidConfig(wrong);
  const quietHours = new QuietHours(
    file.content.quietHours.map((content) => ruleOf(content, timeZone)),
  );
  const endless = endlessIn(file.name, quietHours);
  if (endless.length > 0) throw invalidConfig(endless);
  return quietHours;
}

function violationsOf({
  name,
  content,
  lineOf,
}: ConfigFile<Static<typeof NoticeSettingsSchema>>): readonly Violation[] {
  return content.quietHours.flatMap(({ from, to, timeZone }, index) => {
    const at = (member: string) => `${name}:${lineOf(['quietHours', index, member])}`;
    return [
      ...(from === to
        ? [{ path: at('to'), message: 'to is the same as from: nothing, or the whole day?' }]
        : []),
      ...(timeZone === undefined || isTimeZone(timeZone)
        ? []
        : [{ path: at('timeZone'), message: 'timeZone is no IANA time zone that is known' }]),
    ];
  });
}

/** Any day will do: hours that leave nothing of it leave nothing of others. */
const SOME_DAY_MS = Date.UTC(2026, 0, 1);

/** What is neither urgent nor anything else that is spared must be sent some time. */
function endlessIn(name: string, quietHours: QuietHours): readonly Violation[] {
  return NOTICE_CHANNELS.flatMap((channel) => {
    const urgency = { channel, priority: null, severity: null };
    const end = quietHours.endAt(SOME_DAY_MS, urgency);
    if (end === null || end < SOME_DAY_MS + QUIET_MS_MAX) return [];
    return [{ path: name, message: `quietHours leave no time of the day for ${channel}` }];
  });
}

const ruleOf = (content: QuietRuleContent, timeZone: string): QuietRule => ({
  channels: content.channels,
  fromMinute: minuteOf(content.from),
  toMinute: minuteOf(content.to),
  timeZone: content.timeZone ?? timeZone,
  unless: {
    priority: content.unless?.priority ?? [],
    severity: content.unless?.severity ?? [],
  },
});

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
