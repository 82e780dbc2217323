import { bitsOf, h264Sample, PARAMETER_SETS, PICTURE } from './stillPictures.js';

/** A file as a recording's link serves it. */
export interface MediaFile {
  type: string;
  body: Buffer;
}

const FRAMES = 5;

/** A silent video of five seconds that any browser plays. */
export function videoFile(): MediaFile {
  const samples = Array.from({ length: FRAMES }, (_, number) => h264Sample(number, FRAMES));
  return { type: 'video/mp4', body: mp4(samples) };
}

/** As Recall's transcripts are: https://docs.recall.ai/docs/download-schemas . */
export function transcriptFile(startedAt: string): MediaFile {
  const said = 'This is what the simulated Recall takes to have been said.';
  const words = said.split(' ').map((text, second) => ({
    text,
    start_timestamp: { relative: second, absolute: momentOf(startedAt, second) },
    end_timestamp: { relative: second + 1, absolute: momentOf(startedAt, second + 1) },
  }));
  const participant = { id: 100, name: 'Somebody in the meeting', is_host: true, platform: 'zoom', extra_data: null };
  return { type: 'application/json', body: Buffer.from(JSON.stringify([{ participant, words }], null, 2)) };
}

function momentOf(startedAt: string, second: number): string {
  return new Date(Date.parse(startedAt) + second * 1000).toISOString();
}

/** One track, a picture a second: https://developer.apple.com/documentation/quicktime-file-format . */
function mp4(samples: readonly Buffer[]): Buffer {
  const ftyp = box('ftyp', text('isom'), u32(0x200), text('isomavc1'));
  const mdat = box('mdat', ...samples);
  const duration = samples.length;
  const matrix = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
  const [sps, pps] = PARAMETER_SETS;
  const avcC = box(
    'avcC',
    Buffer.of(1, ...sps.subarray(1, 4), 0xff, 0xe1),
    u16(sps.length),
    sps,
    Buffer.of(1),
    u16(pps.length),
    pps,
  );
  const avc1 = box(
    'avc1',
    Buffer.alloc(6),
    u16(1),
    Buffer.alloc(16),
    u16(PICTURE.width, PICTURE.height),
    u32(0x480000, 0x480000, 0),
    u16(1),
    Buffer.alloc(32),
    u16(24, 0xffff),
    avcC,
  );
  const stbl = box(
    'stbl',
    box('stsd', u32(0, 1), avc1),
    box('stts', u32(0, 1, samples.length, 1)),
    box('stsc', u32(0, 1, 1, samples.length, 1)),
    box('stsz', u32(0, 0, samples.length, ...samples.map(({ length }) => length))),
    box('stco', u32(0, 1, ftyp.length + 8)),
  );
  const dinf = box('dinf', box('dref', u32(0, 1), box('url ', u32(1))));
  const minf = box('minf', box('vmhd', u32(1, 0, 0)), dinf, stbl);
  const hdlr = box('hdlr', u32(0, 0), text('vide'), Buffer.alloc(13));
  const mdia = box('mdia', box('mdhd', u32(0, 0, 0, 1, duration), u16(0x55c4, 0)), hdlr, minf);
  const size = u32(PICTURE.width << 16, PICTURE.height << 16);
  const tkhd = box('tkhd', u32(3, 0, 0, 1, 0, duration, 0, 0, 0, 0), matrix, size);
  const mvhd = box(
    'mvhd',
    u32(0, 0, 0, 1, duration, 0x10000),
    u16(0x100),
    Buffer.alloc(10),
    matrix,
    Buffer.alloc(24),
    u32(2),
  );
  return Buffer.concat([ftyp, mdat, box('moov', mvhd, box('trak', tkhd, mdia))]);
}

function box(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([u32(body.length + 8), text(type), body]);
}

function text(characters: string): Buffer {
  return Buffer.from(characters, 'latin1');
}

function u32(...values: number[]): Buffer {
  return Buffer.concat(values.map((value) => bitsOf([value, 32])));
}

function u16(...values: number[]): Buffer {
  return Buffer.concat(values.map((value) => bitsOf([value, 16])));
}
