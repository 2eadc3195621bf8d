import { removeTemporaryFiles } from './temporary-folder.mjs';

export default async () => {
  await globalThis.__GONGDAN_TEST_POSTGRES__?.stop();
  removeTemporaryFiles();
};
