/** Multiples of 16. */
export const PICTURE = { width: 320, height: 176 };

const MACROBLOCK = 16;
const COLUMNS = PICTURE.width / MACROBLOCK;
const ROWS = PICTURE.height / MACROBLOCK;
const GROUND = { luma: 40, blue: 140, red: 122 };
const DOT = { luma: 190, blue: 170, red: 100 };
const DOT_RADIUS = 36;

/** A value and in how many bits it is written; alone, it is written as an Exp-Golomb code, `ue(v)`. */
type Field = readonly [value: number, bits: number] | number;

/**
 * Sequence and picture parameter set of H.264's baseline profile, each as a NAL unit: pictures of this size, none of which
 * refers to another one (https://www.itu.int/rec/T-REC-H.264, 7.3.2.1 and 7.3.2.2).
 */
export const PARAMETER_SETS = [
  nal(0x67, bitsOf([66, 8], [0xc0, 8], [30, 8], 0, 0, 2, 1, [0, 1], COLUMNS - 1, ROWS - 1, [1, 1], [0, 3], [1, 1])),
  nal(0x68, bitsOf(0, 0, [0, 2], 0, 0, 0, [0, 3], 0, 0, 0, [1, 1], [0, 2], [1, 1])),
] as const;

/** One picture that stands for itself, its points written as they are (`I_PCM`, 7.3.5), with its length before it. */
export function h264Sample(number: number, of: number): Buffer {
  const header = bitsOf(0, 7, 0, [0, 4], number % 2, [0, 2], 0, 1, 25);
  const blocks: Buffer[] = [header];
  for (let row = 0; row < ROWS; row += 1) {
    for (let column = 0; column < COLUMNS; column += 1) {
      if (blocks.length > 1) blocks.push(bitsOf(25));
      blocks.push(macroblock(row, column, (number + 1) / (of + 1)));
    }
  }
  const unit = nal(0x65, Buffer.concat([...blocks, Buffer.of(0x80)]));
  return Buffer.concat([bitsOf([unit.length, 32]), unit]);
}

/** Luma of each point, then the two colours of each second one. A dot moves over the ground. */
function macroblock(row: number, column: number, progress: number): Buffer {
  const shade = (x: number, y: number) => {
    const isDot = Math.hypot(x - progress * PICTURE.width, y - PICTURE.height / 2) < DOT_RADIUS;
    return isDot ? DOT : GROUND;
  };
  const points = (step: number, pick: (colour: typeof DOT) => number) =>
    Array.from({ length: (MACROBLOCK / step) ** 2 }, (_, place) => {
      const perLine = MACROBLOCK / step;
      const x = column * MACROBLOCK + (place % perLine) * step;
      const y = row * MACROBLOCK + Math.floor(place / perLine) * step;
      return pick(shade(x, y));
    });
  return Buffer.from([
    ...points(1, ({ luma }) => luma),
    ...points(2, ({ blue }) => blue),
    ...points(2, ({ red }) => red),
  ]);
}

/** Writes fields one behind the other, filled up with zeros to whole bytes. */
export function bitsOf(...fields: Field[]): Buffer {
  const bits = fields.map((field) => (typeof field === 'number' ? expGolomb(field) : plain(...field))).join('');
  return Buffer.from((bits.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2)));
}

function plain(value: number, bits: number): string {
  return (value >>> 0).toString(2).padStart(bits, '0');
}

function expGolomb(value: number): string {
  const binary = (value + 1).toString(2);
  return binary.padStart(2 * binary.length - 1, '0');
}

/** Within a NAL unit no three bytes may look like the beginning of another one: 7.4.1.1. */
function nal(header: number, payload: Buffer): Buffer {
  const escaped: number[] = [header];
  let zeros = 0;
  for (const byte of payload) {
    if (zeros >= 2 && byte <= 3) {
      escaped.push(3);
      zeros = 0;
    }
    escaped.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return Buffer.from(escaped);
}
