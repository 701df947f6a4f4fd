/** Sizes that Windows asks for: lists, the desktop, large tiles. */
export const ICON_SIZES = [16, 32, 48, 256] as const;

type Colour = readonly [red: number, green: number, blue: number];

const GROUND: Colour = [24, 33, 52];
const ROOT: Colour = [255, 255, 255];
const PACKAGE: Colour = [92, 201, 167];

/** Boxes on a field of 16 × 16: a workspace above its three packages, and the lines between them. */
const SHAPES: readonly (readonly [colour: Colour, left: number, top: number, right: number, bottom: number])[] = [
  [ROOT, 6, 3, 10, 6],
  [ROOT, 7.5, 6, 8.5, 8],
  [ROOT, 3, 8, 13, 9],
  [ROOT, 3, 9, 4, 10],
  [ROOT, 7.5, 9, 8.5, 10],
  [ROOT, 12, 9, 13, 10],
  [PACKAGE, 2, 10, 5, 13],
  [PACKAGE, 6.5, 10, 9.5, 13],
  [PACKAGE, 11, 10, 14, 13],
];

/** How far the corners of the ground are rounded, on the field of 16 × 16. */
const ROUNDING = 3;

/**
 * The program's icon as an .ico file (Microsoft, "ICO file format"): a directory of 6 + 16 × n bytes, then each picture
 * as a bitmap of 32 bits a pixel.
 */
export function drawIcon(): Uint8Array<ArrayBuffer> {
  const pictures = ICON_SIZES.map(drawBitmap);
  const head = 6 + 16 * pictures.length;
  const file = new Uint8Array(head + pictures.reduce((sum, { length }) => sum + length, 0));
  const view = new DataView(file.buffer);
  view.setUint16(2, 1, true);
  view.setUint16(4, pictures.length, true);
  let offset = head;
  pictures.forEach((picture, i) => {
    const entry = 6 + 16 * i;
    // 0 stands for 256.
    file[entry] = file[entry + 1] = ICON_SIZES[i]! % 256;
    view.setUint16(entry + 4, 1, true);
    view.setUint16(entry + 6, 32, true);
    view.setUint32(entry + 8, picture.length, true);
    view.setUint32(entry + 12, offset, true);
    file.set(picture, offset);
    offset += picture.length;
  });
  return file;
}

/** A BITMAPINFOHEADER, the pixels from the bottom row up as blue, green, red and alpha, and an empty mask. */
function drawBitmap(size: number): Uint8Array {
  const header = 40;
  const pixels = size * size * 4;
  const mask = Math.ceil(size / 32) * 4 * size;
  const bitmap = new Uint8Array(header + pixels + mask);
  const view = new DataView(bitmap.buffer);
  view.setUint32(0, header, true);
  view.setInt32(4, size, true);
  // The height counts pixels and mask.
  view.setInt32(8, size * 2, true);
  view.setUint16(12, 1, true);
  view.setUint16(14, 32, true);
  view.setUint32(20, pixels + mask, true);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const colour = colourAt((column + 0.5) * 16 / size, (row + 0.5) * 16 / size);
      if (!colour) continue;
      const [red, green, blue] = colour;
      bitmap.set([blue, green, red, 255], header + ((size - 1 - row) * size + column) * 4);
    }
  }
  return bitmap;
}

function colourAt(x: number, y: number): Colour | undefined {
  const within = (value: number) => Math.min(Math.max(value, ROUNDING), 16 - ROUNDING);
  if (Math.hypot(x - within(x), y - within(y)) > ROUNDING) return undefined;
  return SHAPES.find(([, left, top, right, bottom]) => x >= left && x < right && y >= top && y < bottom)?.[0] ?? GROUND;
}
