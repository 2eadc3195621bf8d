import { ShownInteger, ShownText } from './shown.js';

/** An amount of money, as answers show it. */
export class MoneyAnswer {
  @ShownInteger('Minor units (fen, cents).')
  amountMinor: number;

  @ShownText('ISO 4217 code.')
  currency: string;
}
