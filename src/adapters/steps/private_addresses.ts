/**
 * Whether an address of the Internet protocol is not one of the public Internet: this machine, private and link-local
 * networks (where clouds serve their metadata), multicast, reserved (IANA special-purpose registries; RFC 6890, 8190).
 */
export function isPrivateAddress(address: string): boolean {
  const four = parseFour(address);
  if (four) return isPrivateFour(four);
  const six = parseSix(address);
  if (!six) return true;
  // ::ffff:a.b.c.d, 64:ff9b::a.b.c.d, 2002:aabb:ccdd:: hold an address of version 4.
  const tail: [number, number, number, number] = [six[6]! >> 8, six[6]! & 255, six[7]! >> 8, six[7]! & 255];
  const zeros = (from: number, to: number) => six.slice(from, to).every((part) => part === 0);
  if (zeros(0, 5) && six[5] === 0xffff) return isPrivateFour(tail);
  if (zeros(0, 6)) return true;
  if (six[0] === 0x64 && six[1] === 0xff9b) return !zeros(2, 6) || isPrivateFour(tail);
  if (six[0] === 0x2002) return isPrivateFour([six[1]! >> 8, six[1]! & 255, six[2]! >> 8, six[2]! & 255]);
  // Only 2000::/3 is given out; of it, 2001::/23 (Teredo and others) and 2001:db8::/32 are special.
  if (six[0]! >> 13 !== 1) return true;
  return six[0] === 0x2001 && (six[1]! < 0x200 || six[1] === 0xdb8);
}

const PRIVATE_FOUR: readonly (readonly [number, number, number])[] = [
  [0, 0, 8],
  [10, 0, 8],
  [100, 64, 10],
  [127, 0, 8],
  [169, 254, 16],
  [172, 16, 12],
  [192, 168, 16],
  [198, 18, 15],
];

function isPrivateFour([a, b, c]: readonly [number, number, number, number]): boolean {
  if (a >= 224) return true;
  if (a === 192 && b === 0 && (c === 0 || c === 2)) return true;
  if (a === 198 && b === 51 && c === 100 || a === 203 && b === 0 && c === 113 || a === 192 && b === 88 && c === 99) {
    return true;
  }
  const number = a << 8 | b;
  return PRIVATE_FOUR.some(([first, second, bits]) => number >> (16 - bits) === (first << 8 | second) >> (16 - bits));
}

function parseFour(text: string): [number, number, number, number] | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!match) return undefined;
  const parts = match.slice(1).map(Number);
  return parts.every((part) => part < 256) ? parts as [number, number, number, number] : undefined;
}

/** Eight numbers of 16 bits. */
function parseSix(text: string): number[] | undefined {
  let address = text.replace(/%.*$/, "");
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address);
  if (dotted) {
    const four = parseFour(dotted[2]!);
    if (!four) return undefined;
    address = `${dotted[1]}${(four[0] << 8 | four[1]).toString(16)}:${(four[2] << 8 | four[3]).toString(16)}`;
  }
  const halves = address.split("::");
  if (halves.length > 2) return undefined;
  const [left = [], right] = halves.map((half) => half === "" ? [] : half.split(":"));
  const parts = right === undefined
    ? left
    : [...left, ...Array(Math.max(0, 8 - left.length - right.length)).fill("0"), ...right];
  if (parts.length !== 8 || !parts.every((part) => /^[0-9a-fA-F]{1,4}$/.test(part))) return undefined;
  return parts.map((part) => parseInt(part, 16));
}
