import { ShownInteger } from '@gongdan/platform';

export class ExpireSurveysAnswer {
  @ShownInteger('How many surveys were marked as expired.')
  expired: number;

  @ShownInteger('Position of the log afterwards; 0: nothing was changed.')
  position: number;
}
