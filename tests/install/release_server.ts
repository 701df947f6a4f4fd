import { type ArchiveFile, gzip, tar, zip } from "../../scripts/packaging/archive.ts";
import {
  describeAsset,
  type ReleaseAsset,
  writeChecksums,
  writeManifest,
} from "../../scripts/packaging/release_files.ts";
import { type Target, TARGETS } from "../../scripts/packaging/targets.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const TIME = 1_790_000_000;

export interface FakeRelease {
  version: string;
  /** By path under the base address: what the server has for it. */
  files: Map<string, Uint8Array<ArrayBuffer>>;
}

export interface FakeReleaseOptions {
  /** A shell script that takes the program's place; by default it prints the version. */
  program?: (target: Target) => string;
  /** Targets that there is an archive for; by default all. */
  targets?: readonly Target[];
  /** Without completions and manual pages. */
  bare?: boolean;
}

/** A release as the project's own scripts write it, with shell scripts in the place of programs. */
export async function makeRelease(version: string, options: FakeReleaseOptions = {}): Promise<FakeRelease> {
  const { program = ({ triple }) => `#!/bin/sh\n# ${triple}\necho 'workspace ${version}'\n`, targets = TARGETS } =
    options;
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const assets: Record<string, ReleaseAsset> = {};
  for (const target of targets) {
    const content: ArchiveFile[] = [{ path: target.binary, data: encode(program(target)), executable: true }];
    if (!options.bare) {
      for (const name of ["workspace.bash", "_workspace", "workspace.fish"]) {
        content.push({ path: `completions/${name}`, data: encode(`# ${name} of ${version}\n`) });
      }
      for (const name of ["workspace.1", "workspace-bump.1"]) {
        content.push({ path: `man/${name}`, data: encode(`.TH ${name} ${version}\n`) });
      }
    }
    const data = target.os === "windows"
      ? await zip(content, { time: TIME })
      : await gzip(tar(content, { time: TIME }));
    files.set(`download/v${version}/${target.archive}`, data);
    assets[target.triple] = await describeAsset(target.archive, data);
  }
  const release = { version, date: "2026-09-21T14:13:20Z", commit: "f".repeat(40), assets };
  files.set(`download/v${version}/manifest.json`, encode(writeManifest(release)));
  files.set(`download/v${version}/checksums.txt`, encode(writeChecksums(Object.values(assets))));
  return { version, files };
}

/** Replaces what a release has under a name that ends so. */
export function tamper(
  release: FakeRelease,
  { ending, change }: { ending: string; change: (data: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> },
): FakeRelease {
  const files = [...release.files].map(([path, data]) => [path, path.endsWith(ending) ? change(data) : data] as const);
  return { ...release, files: new Map(files) };
}

export interface ReleaseServer extends AsyncDisposable {
  /** What WORKSPACE_INSTALL_BASE_URL is set to. */
  base: string;
  port: number;
  /** Paths that were asked for, under the base. */
  requests: string[];
}

export interface ServeOptions {
  /** Answers instead of the releases, where it does. */
  answer?: (path: string, request: Request) => Response | Promise<Response> | undefined;
}

/**
 * Serves releases on loopback as GitHub does: the first of them is the latest, and is redirected to. Requests to a proxy
 * are answered in the same way, whatever host they are for.
 */
export function serveReleases(releases: readonly FakeRelease[], { answer }: ServeOptions = {}): ReleaseServer {
  const requests: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const path = new URL(request.url).pathname.replace(/^\/releases\//, "");
    requests.push(path);
    const answered = await answer?.(path, request);
    if (answered) return answered;
    if (path.startsWith("latest/download/") && releases[0]) {
      const location = `/releases/download/v${releases[0].version}/${path.slice("latest/download/".length)}`;
      return new Response(null, { status: 302, headers: { location } });
    }
    const data = releases.map(({ files }) => files.get(path)).find((each) => each !== undefined);
    return data ? new Response(data) : new Response("Not Found", { status: 404 });
  });
  const { port } = server.addr;
  return {
    base: `http://127.0.0.1:${port}/releases`,
    port,
    requests,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
