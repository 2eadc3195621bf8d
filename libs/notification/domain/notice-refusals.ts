import { GongdanError } from '@gongdan/core';

export const noSuchNotice = (): GongdanError =>
  new GongdanError({
    code: 'NOTICE.NOT_FOUND',
    category: 'not-found',
    message: 'There is no such notice among yours.',
    hint: 'Check the id: GET /api/v1/notices lists yours.',
  });
