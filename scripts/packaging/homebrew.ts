import { downloadUrl, HOMEPAGE, SUMMARY } from "./address.ts";
import { getAsset, type Release } from "./release_files.ts";

/** `workspace.rb`, the formula of the Homebrew tap. */
export function writeFormula(release: Release): string {
  const block = (triple: string, indent: string) => {
    const { file, sha256 } = getAsset(release, triple);
    return `${indent}url "${downloadUrl(file, release.version)}"\n${indent}sha256 "${sha256}"`;
  };
  return `class Workspace < Formula
  desc "${SUMMARY}"
  homepage "${HOMEPAGE}"
  version "${release.version}"
  license "MIT"

  on_macos do
    on_arm do
${block("aarch64-apple-darwin", "      ")}
    end
    on_intel do
${block("x86_64-apple-darwin", "      ")}
    end
  end

  on_linux do
    on_arm do
${block("aarch64-unknown-linux-gnu", "      ")}
    end
    on_intel do
${block("x86_64-unknown-linux-gnu", "      ")}
    end
  end

  # The program lies behind the runtime in one file, which rewriting or stripping it would cut off.
  skip_clean "bin"

  def install
    bin.install "workspace"
    bash_completion.install "completions/workspace.bash" => "workspace"
    zsh_completion.install "completions/_workspace"
    fish_completion.install "completions/workspace.fish"
    man1.install Dir["man/*.1"]
  end

  test do
    assert_equal "workspace #{version}", shell_output("#{bin}/workspace --version").strip
  end
end
`;
}
