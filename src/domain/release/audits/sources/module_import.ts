/**
 * How a module is asked for. `type` vanishes when the file is compiled; `mention` names a module without loading it
 * (mocks, `require.resolve`, JSDoc types): a use of a package, but nothing that could be missing at run time. `optional`
 * stands in a `try` block: its failure is provided for.
 */
export type ImportKind = "import" | "require" | "type" | "mention" | "optional";

/** One place in a source that names a module by a literal. */
export interface ModuleImport {
  specifier: string;
  kind: ImportKind;
  /** Where the literal stands, in UTF-16 units. */
  offset: number;
}
