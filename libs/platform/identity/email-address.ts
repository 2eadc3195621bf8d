export const EMAIL_LENGTH_MAX = 254;

/** As HTML’s `<input type="email">` has it: one plain address, without a name and without quoting. */
export const EMAIL_ADDRESS =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/;
export const EMAIL_WORDS = 'must be one email address, such as dispatcher@service.example';

export const isEmailAddress = (text: string): boolean =>
  text.length <= EMAIL_LENGTH_MAX && EMAIL_ADDRESS.test(text);
