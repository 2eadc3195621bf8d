import kafkajs from 'kafkajs';

const { CompressionCodecs, CompressionTypes } = kafkajs;

/** Tag of a literal whose length stands in the next two bytes. */
const LITERAL = 61 << 2;
const SEVEN_BITS = 0x7f;
const MORE = 0x80;
const SNAPPY_MAGIC = [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00, 0, 0, 0, 1, 0, 0, 0, 1];

/**
 * Lets kafkajs send what the broker takes for Snappy (it is, though nothing gets shorter) and, as without a
 * codec, read none of it. Answers how to take that back.
 */
export function useOneWaySnappy(): () => void {
  const codecs = CompressionCodecs as Record<number, unknown>;
  const before = codecs[CompressionTypes.Snappy];
  codecs[CompressionTypes.Snappy] = () => ({
    compress: (encoder: { buffer: Buffer }) => Promise.resolve(framed(encoder.buffer)),
    decompress: () => Promise.reject(new Error('there is no Snappy here')),
  });
  return () => void (codecs[CompressionTypes.Snappy] = before);
}

function framed(bytes: Buffer): Buffer {
  const length = [];
  for (let rest = bytes.length; ; rest >>>= 7) {
    if (rest <= SEVEN_BITS) {
      length.push(rest);
      break;
    }
    length.push((rest & SEVEN_BITS) | MORE);
  }
  const last = bytes.length - 1;
  const block = Buffer.from([...length, LITERAL, last & 0xff, last >>> 8, ...bytes]);
  const size = Buffer.alloc(4);
  size.writeInt32BE(block.length);
  return Buffer.from([...SNAPPY_MAGIC, ...size, ...block]);
}
