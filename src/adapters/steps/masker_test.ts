import assert from "node:assert/strict";
import fc from "fast-check";
import { LineSplitter } from "./line_splitter.ts";
import { MASK, masker } from "./masker.ts";

const text = fc.string({ unit: "binary", minLength: 8, maxLength: 60 }).map((each) => each.toWellFormed());
const ascii = fc.string({ unit: "grapheme-ascii", minLength: 8, maxLength: 60 });
const secret = fc.oneof(text, ascii).filter((each) =>
  each.trim().length >= 8 && !/[\r\n]/.test(each) && !each.includes("*")
);
const between = fc.string({ unit: "grapheme-ascii", maxLength: 20 });

/** What programs do with a secret before they print it. */
const ENCODINGS: Record<string, (value: string) => string> = {
  plain: (value) => value,
  base64: (value) => new TextEncoder().encode(value).toBase64(),
  base64url: (value) => new TextEncoder().encode(value).toBase64({ alphabet: "base64url", omitPadding: true }),
  percent: encodeURIComponent,
  form: (value) => new URLSearchParams([["", value]]).toString().slice(1),
  json: (value) => JSON.stringify(value).slice(1, -1),
  nestedJson: (value) => JSON.stringify(JSON.stringify(value)).slice(3, -3),
  shell: (value) => `'${value.replaceAll("'", `'\\''`)}'`,
  hex: (value) => new TextEncoder().encode(value).toHex(),
};

for (const [name, encode] of Object.entries(ENCODINGS)) {
  Deno.test(`a secret does not pass: ${name}`, () => {
    fc.assert(
      fc.property(secret, between, between, (value, before, after) => {
        const { mask } = masker([value]);
        const encoded = encode(value.trim());
        const line = before + encoded + after;
        if (/[\r\n]/.test(line)) return;
        // A few characters at the edges of base64 hold bits of what stands beside them.
        const core = encoded.replace(/=+$/, "").slice(0, name.startsWith("base64") ? -1 : undefined);
        assert.ok(!mask(line).includes(core), `${mask(line)} holds ${core}`);
      }),
      { seed: 42, numRuns: 300 },
    );
  });
}

Deno.test("a secret within something longer does not pass in base64, whatever its alignment", () => {
  fc.assert(
    fc.property(secret, fc.string({ maxLength: 7 }), fc.string({ maxLength: 7 }), (value, before, after) => {
      const bytes = new TextEncoder().encode(value.trim());
      const whole = new TextEncoder().encode(before.toWellFormed() + value.trim() + after.toWellFormed());
      const masked = masker([value]).mask(whole.toBase64());
      assert.ok(masked.includes(MASK));
      // What is left decodes to less than the secret.
      const left = masked.split(MASK).map((part) => part.length).reduce((a, b) => a + b, 0);
      assert.ok(left <= whole.toBase64().length - Math.floor(bytes.length * 8 / 6) + 2);
    }),
    { seed: 42, numRuns: 300 },
  );
});

Deno.test("secrets that overlap are hidden whole", () => {
  const { mask } = masker(["abcdefgh", "efghijkl", "secretsecret"]);
  assert.equal(mask("x abcdefghijkl y"), `x ${MASK} y`);
  assert.equal(mask("secretsecretsecret"), MASK);
  assert.equal(mask("abcdefghabcdefgh-abcdefgh"), `${MASK}-${MASK}`);
  assert.equal(mask("nothing of it"), "nothing of it");
});

Deno.test("a secret with several lines is hidden line by line, and as one text", () => {
  const key = "-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG\n}\n-----END KEY-----\n";
  const { mask } = masker([key]);
  assert.equal(mask("MIIEvQIBADANBg"), MASK);
  assert.equal(mask("  kqhkiG"), MASK, "a short line counts where a line is nothing else");
  assert.equal(mask("about kqhkiG"), "about kqhkiG");
  assert.equal(mask("}"), "}");
  assert.equal(mask(JSON.stringify({ key })), `{"key":"${MASK}"}`);
  assert.equal(mask(`key: ${encodeURIComponent(key)}`), `key: ${MASK}`);
});

Deno.test("what base64 wraps is hidden, line by line", () => {
  const long = "0123456789abcdefghijklmnopqrstuvwxyz".repeat(5);
  const wrapped = new TextEncoder().encode(long).toBase64().replace(/.{76}/g, "$&\n");
  const masked = masker([long]).mask(wrapped);
  assert.deepEqual(masked.split("\n").filter((line) => line.replace(/^\*+/, "").length > 3), []);
});

Deno.test("values of JSON are masked: texts, keys and numbers", () => {
  const { maskValue } = masker(["12345678", "s3cr3t-value"]);
  assert.deepEqual(maskValue({ a: 12345678, b: ["x s3cr3t-value", true, null], "s3cr3t-value": 1.5 }), {
    a: MASK,
    b: [`x ${MASK}`, true, null],
    [MASK]: 1.5,
  });
  assert.deepEqual(masker([]).maskValue({ a: 1 }), { a: 1 });
  assert.equal(masker(["", "  "]).mask("as it was"), "as it was");
});

Deno.test("a secret that comes in pieces does not pass", () => {
  fc.assert(
    fc.property(secret, between, fc.infiniteStream(fc.integer({ min: 1, max: 9 })), (value, around, sizes) => {
      const hidden = masker([value]);
      const lines: string[] = [];
      const splitter = new LineSplitter((line) => lines.push(hidden.mask(line)), hidden.longest);
      const bytes = new TextEncoder().encode(`${around}${value.trim()}${around}\nnext`);
      for (let at = 0; at < bytes.length;) {
        const size = sizes.next().value;
        splitter.push(bytes.subarray(at, at + size));
        at += size;
      }
      splitter.end();
      assert.ok(!lines.join("\n").includes(value.trim()));
    }),
    { seed: 42, numRuns: 200 },
  );
});
