export default async () => {
  await globalThis.__GONGDAN_TEST_POSTGRES__?.stop();
};
