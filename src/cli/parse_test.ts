import fc from "fast-check";
import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import { json } from "../kernel/schema.ts";
import { command } from "./command.ts";
import {
  choice,
  flag,
  integer,
  listOf,
  onUnlessNo,
  optionalArgument,
  requiredArgument,
  restArguments,
  value,
} from "./option.ts";
import { parse } from "./parse.ts";

const shape = { examples: [], needs: {}, output: json(), run: () => ({}), text: () => "" };

const create = command({
  ...shape,
  options: {
    bump: choice("TYPE", ["major", "minor", "patch"], { description: "Bump", short: "b" }),
    message: value("TEXT", "Message", { short: "m", aliases: ["msg"] }),
    packages: listOf("LIST", "Packages"),
    env: listOf("LIST", "Environments", { values: ["qa", "production"] }),
    limit: integer("N", "Limit", { minimum: 1, default: 20 }),
    offset: integer("N", "Offset"),
    changelog: onUnlessNo("No changelog"),
    execute: flag("Do it", { short: "x", conflicts: ["dryRun"] }),
    dryRun: flag("Do not", { conflicts: ["execute"] }),
    yes: flag("Yes", { short: "y" }),
    tag: flag("Tag", { requires: ["execute", "yes"] }),
  },
  arguments: { first: optionalArgument("FIRST", "First"), rest: restArguments("REST", "Rest") },
});

const read = (...words: string[]) => parse(words, { path: "create", command: create });
const codes = (...words: string[]) => read(...words).problems.map(({ code }) => code);

Deno.test("values: after a space, after =, attached to a short option; the last one counts", () => {
  for (const words of [["--message", "a b"], ["--message=a b"], ["--msg=a b"], ["-m", "a b"], ["-ma b"], ["-m=a b"]]) {
    assert.equal(read(...words).options.message, "a b", words.join(" "));
  }
  assert.equal(read("--message=x", "--message=").options.message, "");
  assert.equal(read("--message=two\nlines=1").options.message, "two\nlines=1");
  assert.equal(read("--message", "-f").options.message, "-f");
  assert.equal(read("--message", "-f", "json").globals.format, undefined);
  assert.deepEqual(codes(), []);
});

Deno.test("global options stand anywhere; a value that looks like one belongs to its option", () => {
  const { globals, options } = read("-f", "json", "--message", "-f", "--root=/x", "--no-color");
  assert.deepEqual([globals.format, globals.root, globals.noColor, options.message], ["json", "/x", true, "-f"]);
  assert.equal(read("--non-interactive").globals.noInteractive, true);
});

Deno.test("lists are split at commas and add up; defaults fill what was not given", () => {
  const { options, given } = read("--packages", "a, b,,", "--packages=c");
  assert.deepEqual(options.packages, ["a", "b", "c"]);
  assert.deepEqual([options.limit, options.changelog, options.execute, options.env], [20, true, false, undefined]);
  assert.deepEqual([...given], ["packages"]);
});

Deno.test("flags: negated, clustered, without values", () => {
  assert.equal(read("--no-changelog").options.changelog, false);
  assert.equal(read("--no-changelog", "--changelog").options.changelog, true);
  const { options } = read("-xy");
  assert.deepEqual([options.execute, options.yes], [true, true]);
  assert.deepEqual(codes("--yes=true"), ["OPTION_VALUE_UNEXPECTED"]);
  assert.deepEqual(codes("-xmy"), ["OPTION_UNKNOWN"]);
});

Deno.test("a list names something", () => {
  assert.deepEqual(codes("--packages", ""), ["OPTION_VALUE_INVALID"]);
  assert.deepEqual(codes("--packages=,"), ["OPTION_VALUE_INVALID"]);
});

Deno.test("what is wrong is found all at once, and the format is known all the same", () => {
  const parsed = read("--bmup", "--bump", "huge", "--limit", "0", "--limit", "abc", "-f", "json", "--message");
  assert.deepEqual(parsed.problems.map(({ code }) => code), [
    "OPTION_UNKNOWN",
    "OPTION_VALUE_INVALID",
    "OPTION_VALUE_INVALID",
    "OPTION_VALUE_INVALID",
    "OPTION_VALUE_MISSING",
  ]);
  assert.equal(parsed.globals.format, "json");
  assert.match(parsed.problems[0]!.hint, /--bump/);
});

Deno.test("names of objects are no options", () => {
  assert.deepEqual(codes("--constructor", "--__proto__=1", "--toString"), Array(3).fill("OPTION_UNKNOWN"));
  assert.deepEqual(codes("--no-xchangelog", "--no-execute"), ["OPTION_UNKNOWN", "OPTION_UNKNOWN"]);
});

Deno.test("an option is not taken for the value of the one before it, unless written with =", () => {
  assert.deepEqual(codes("--message", "--yes"), ["OPTION_VALUE_MISSING"]);
  assert.deepEqual(codes("--message", "--"), ["OPTION_VALUE_MISSING"]);
  assert.equal(read("--message=--yes").options.message, "--yes");
  assert.equal(read("--message", "--unknown thing").options.message, "--unknown thing");
  assert.equal(read("--offset", "-5").options.offset, -5);
});

Deno.test("whole numbers only, within their limits", () => {
  assert.equal(read("--offset=+7").options.offset, 7);
  for (const wrong of ["1.5", "1e3", "", " 1", "0x10", "9".repeat(16), "NaN"]) {
    assert.deepEqual(codes(`--offset=${wrong}`), ["OPTION_VALUE_INVALID"], wrong);
  }
});

Deno.test("options that exclude or need each other", () => {
  assert.deepEqual(codes("--execute", "--dry-run"), ["OPTIONS_CONFLICT"]);
  assert.deepEqual(codes("--dry-run", "--execute"), ["OPTIONS_CONFLICT"]);
  assert.deepEqual(codes("--tag"), ["OPTION_REQUIRES"]);
  assert.deepEqual(codes("--tag", "--yes"), []);
  assert.deepEqual(codes("--env", "qa,nowhere"), ["OPTION_VALUE_INVALID"]);
});

Deno.test("arguments: in order, all of the rest, everything after --", () => {
  assert.deepEqual(read("a", "--yes", "b", "--", "--bump", "-").args, { first: "a", rest: ["b", "--bump", "-"] });
  assert.deepEqual(read("-").args, { first: "-", rest: [] });
  const one = command({ ...shape, arguments: { to: requiredArgument("TO", "To", { values: ["here"] }) } });
  const problems = (...words: string[]) => parse(words, { path: "go", command: one }).problems.map(({ code }) => code);
  assert.deepEqual(problems(), ["ARGUMENT_MISSING"]);
  assert.deepEqual(problems("there"), ["ARGUMENT_INVALID"]);
  assert.deepEqual(problems("here", "there"), ["ARGUMENT_UNEXPECTED"]);
});

Deno.test("a listing takes -o for --format, with table for text; a command's own --output and --format win", () => {
  const listing = command({ ...shape, listing: true });
  const format = (...words: string[]) => parse(words, { path: "list", command: listing }).globals.format;
  assert.deepEqual([format("-o", "yaml"), format("--output=json"), format("-otable")], ["yaml", "json", "text"]);
  const audit = command({ ...shape, options: { output: value("PATH", "File") }, formats: { toml: "text" } });
  const parsed = parse(["--output", "x", "-f", "toml"], { path: "audit", command: audit });
  assert.deepEqual([parsed.options.output, parsed.globals.format, parsed.problems], ["x", "toml", []]);
});

Deno.test("command lines are read as node:util's parseArgs reads them, where both know the form", () => {
  const text = fc.stringMatching(/^[a-zA-Z0-9 =,."'\n$é]{0,6}$/).filter((each) => each !== "");
  const word = fc.oneof(
    fc.constantFrom(["--yes"], ["-x"], ["-y"], ["-xy"], ["--execute"], ["--dry-run"], ["--"]),
    text.map((each) => ["--message", each]),
    text.map((each) => [`--message=${each}`]),
    text.map((each) => ["-m", each]),
    text.filter((each) => !each.startsWith("=")).map((each) => [`-m${each}`]),
    text.map((each) => ["--root", each]),
    text.map((each) => [each]),
  );
  const options = {
    yes: { type: "boolean", short: "y" },
    execute: { type: "boolean", short: "x" },
    "dry-run": { type: "boolean" },
    message: { type: "string", short: "m" },
    root: { type: "string" },
  } as const;
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), (words) => {
      const argv = words.flat();
      const expected = parseArgs({ args: argv, options, allowPositionals: true, strict: false });
      const found = read(...argv);
      const [first, ...rest] = expected.positionals;
      assert.deepEqual(found.args, { first, rest });
      assert.deepEqual(
        [found.options.yes, found.options.execute, found.options.dryRun, found.options.message, found.globals.root],
        [
          expected.values.yes ?? false,
          expected.values.execute ?? false,
          expected.values["dry-run"] ?? false,
          expected.values.message,
          expected.values.root,
        ],
      );
    }),
    { seed: 42, numRuns: 2000 },
  );
});
