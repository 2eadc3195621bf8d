/** Words by how many tickets have them; the searches of the benchmark ask for them by these names. */
export const SEARCHED = {
  /** In about one ticket of six. */
  common: 'conditioner',
  /** In one of about 5,000. */
  rare: 'capacitor',
  /** In one of about 50. */
  chineseCommon: '空调漏水',
  /** In one of about 5,000. */
  chineseRare: '冷媒泄漏',
  unknown: 'xylophone',
} as const;

const RARE_SHARE = 1 / 5_000;

const DEVICES: readonly (readonly [string, string])[] = [
  ['Air conditioner', '空调'],
  ['Refrigerator', '冰箱'],
  ['Washing machine', '洗衣机'],
  ['Water heater', '热水器'],
  ['Dishwasher', '洗碗机'],
  ['Oven', '烤箱'],
];
const FAULTS: readonly (readonly [string, string])[] = [
  ['does not start', '不启动'],
  ['leaks', '漏水'],
  ['makes a loud noise', '噪音大'],
  ['stops after some minutes', '中途停机'],
  ['shows an error', '显示故障代码'],
  ['smells burnt', '有焦味'],
  ['does not heat', '不制热'],
  ['does not cool', '不制冷'],
];
const CIRCUMSTANCES = [
  'Since yesterday evening, after a thunderstorm.',
  'Only in the morning; in the afternoon everything is as it should be.',
  'The customer has tried another socket already.',
  'It was repaired last year for the same fault.',
  'Please call half an hour before, the dog must be locked away.',
  '客户要求尽快上门，白天家里有人。',
  '去年修过一次，同样的问题。',
];
const MODELS = ['KX', 'QR', 'ML', 'TP'];

/** Title, description and device of a ticket, one in three in Chinese. */
export function describedFault(
  ticket: number,
  fraction: (ticket: number, salt: number) => number,
): { title: string; description: string; device: { model: string; serial: string } } {
  const pick = <Value>(values: readonly Value[], salt: number): Value =>
    values[Math.floor(fraction(ticket, salt) * values.length)] as Value;
  const isChinese = fraction(ticket, 50) < 1 / 3;
  const device = pick(DEVICES, 51);
  const fault = pick(FAULTS, 52);
  const rare = fraction(ticket, 53) < RARE_SHARE ? rareDetail(isChinese) : '';
  return {
    title: isChinese ? `${device[1]}${fault[1]}` : `${device[0]} ${fault[0]}`,
    description: `${pick(CIRCUMSTANCES, 54)} ${pick(CIRCUMSTANCES, 55)} ${rare}`.trim(),
    device: {
      model: `${pick(MODELS, 56)}-${100 + Math.floor(fraction(ticket, 57) * 900)}`,
      serial: `SN${Math.floor(fraction(ticket, 58) * 1e9)}`,
    },
  };
}

const rareDetail = (isChinese: boolean): string =>
  isChinese ? `怀疑${SEARCHED.chineseRare}。` : `Perhaps the ${SEARCHED.rare} is swollen.`;
