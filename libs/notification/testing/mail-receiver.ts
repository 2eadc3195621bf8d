import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerEnvelope } from 'smtp-server';

export interface ReceivedMail {
  readonly from: string;
  readonly to: string;
  /** Names in lower case; folded lines are joined. */
  readonly headers: Readonly<Record<string, string>>;
  /** With its encoding undone. */
  readonly body: string;
}

/** What a mail server does with a receiver: takes him, or refuses him with a code; may take its time. */
export type MailBehaviour = (to: string) => number | Promise<number>;

/** What it says of one that it refuses; in the middle a character that rings a bell. */
const refusalOf = (to: string): string => `${to}\u0007 is not taken`;

const OK = 250;

/** May be changed while the server runs. */
export interface MailScript {
  of: MailBehaviour;
  words?: (to: string) => string;
}

/** A real SMTP server on loopback, which fails on purpose. */
export class MailReceiver {
  private constructor(
    private readonly server: SMTPServer,
    readonly port: number,
    readonly received: ReceivedMail[],
  ) {}

  /** With a password: whoever does not know it is turned away. */
  static async open(
    behave: MailScript,
    { port = 0, password }: { readonly port?: number; readonly password?: string } = {},
  ): Promise<MailReceiver> {
    const received: ReceivedMail[] = [];
    const server = new SMTPServer({
      disabledCommands: password === undefined ? ['STARTTLS', 'AUTH'] : ['STARTTLS'],
      allowInsecureAuth: true,
      logger: false,
      onAuth: (auth, _session, callback) =>
        auth.password === password
          ? callback(null, { user: auth.username })
          : callback(new Error('Invalid password')),
      onRcptTo: ({ address }, _session, callback) => void answer(behave, address, callback),
      onData: (stream, { envelope }, callback) => void take(stream, envelope, callback),
    });
    const take = async (
      stream: SMTPServerDataStream,
      { mailFrom, rcptTo }: SMTPServerEnvelope,
      callback: (error: null, words: string) => void,
    ): Promise<void> => {
      const source = await text(stream);
      const from = mailFrom === false ? '' : mailFrom.address;
      const [to = ''] = rcptTo.map(({ address }) => address);
      received.push({ from, to, ...parsed(source) });
      callback(null, 'taken');
    };
    server.on('error', () => undefined);
    const listening = server.listen(port, '127.0.0.1');
    if (!listening.listening) await once(listening, 'listening');
    return new MailReceiver(server, (listening.address() as AddressInfo).port, received);
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  async close(): Promise<void> {
    for (const connection of this.server.connections) connection.close();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}

async function answer(
  { of, words = refusalOf }: MailScript,
  address: string,
  callback: (error?: Error) => void,
): Promise<void> {
  const responseCode = await of(address);
  if (responseCode === OK) return callback();
  callback(Object.assign(new Error(words(address)), { responseCode }));
}

function parsed(source: string): Pick<ReceivedMail, 'headers' | 'body'> {
  const [head = '', ...rest] = source.split('\r\n\r\n');
  const lines = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      decoded(line.slice(line.indexOf(':') + 1).trim()),
    ]),
  );
  const body = rest.join('\r\n\r\n');
  switch (headers['content-transfer-encoding']) {
    case 'base64':
      return { headers, body: Buffer.from(body, 'base64').toString('utf8') };
    case 'quoted-printable':
      return { headers, body: unquoted(body.replaceAll('=\r\n', '')) };
    default:
      return { headers, body };
  }
}

/** Encoded words (RFC 2047), as far as they are met here: UTF-8. */
const decoded = (header: string): string =>
  header
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi, (_all, kind: string, word: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(word, 'base64').toString('utf8')
        : unquoted(word.replaceAll('_', ' ')),
    );

const unquoted = (encoded: string): string =>
  Buffer.from(
    encoded.replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    ),
    'latin1',
  ).toString('utf8');
