/**
 * Asks of process groups whether they live, and ends them. Under a list of programs Deno sends no signals to groups and
 * reads nothing of /proc: a shell of its own, which lives as long as this object, does both with what it has built in.
 */
export interface ProcessGroups extends Disposable {
  /** Whether there is a process of the group. */
  exists(group: number): Promise<boolean>;
  /**
   * The same without those that have ended and that nobody has waited for, as happens in containers. It looks at every
   * process of the system.
   */
  isAlive(group: number): Promise<boolean>;
  /** False where there is no such group. */
  signal(group: number, signal: "TERM" | "KILL"): Promise<boolean>;
  /** Seconds since a process began; undefined where there is none. */
  age(pid: number): Promise<number | undefined>;
  /** Whether a process of the group has this text in its environment; undefined where that cannot be seen. */
  carries(group: number, text: string): Promise<boolean | undefined>;
}

/** dash wants the end of options marked before the number of a group; busybox does not take it. */
const SCRIPT = `trap '' HUP INT QUIT TERM
if kill -s 0 -- $$ 2>/dev/null; then end=--; else end=; fi
alive() {
  kill -s 0 $end "-$1" 2>/dev/null || return 1
  [ -r /proc/self/stat ] || { ps -A -o pgid=,stat= | grep -q "^ *$1 [^Z]"; return; }
  group=$1
  for each in /proc/[0-9]*/stat; do
    read -r line <"$each" || continue
    set -- \${line##*) }
    case $3,$1 in "$group",[ZX]) ;; "$group",*) return 0 ;; esac
  done 2>/dev/null
  return 1
}
carries() {
  [ -r /proc/self/environ ] || { echo unknown; return; }
  group=$1 text=$2
  for each in /proc/[0-9]*; do
    read -r line <"$each/stat" || continue
    set -- \${line##*) }
    [ "$3" = "$group" ] && grep -qsF -- "$text" "$each/environ" && { echo yes; return; }
  done 2>/dev/null
  echo no
}
age() {
  [ -r /proc/self/stat ] || { ps -o etime= -p "$1" 2>/dev/null | tr -d ' '; return; }
  { read -r line <"/proc/$1/stat" && read -r up rest </proc/uptime; } 2>/dev/null || return
  set -- \${line##*) }
  shift 19
  echo "$((\${up%.*} - $1 / 100))"
}
while read -r verb group text; do
  case $verb in
    exists) if kill -s 0 $end "-$group" 2>/dev/null; then echo yes; else echo no; fi ;;
    alive) if alive "$group"; then echo yes; else echo no; fi ;;
    age) echo "$(age "$group")" ;;
    carries) carries "$group" "$text" ;;
    *) if kill -s "$verb" $end "-$group" 2>/dev/null; then echo yes; else echo no; fi ;;
  esac
done
`;

/** `path` is where the shell finds grep and ps. */
export function processGroups(path: string): ProcessGroups {
  return Deno.build.os === "windows" ? windowsProcesses() : shellGroups(path);
}

function shellGroups(path: string): ProcessGroups {
  let shell = startShell(path);
  let last: Promise<unknown> = Promise.resolve();
  // One question at a time; a shell that was killed is replaced.
  const ask = (line: string): Promise<string> => {
    const answer = last.then(() =>
      shell.ask(line).catch(() => {
        shell = startShell(path);
        return shell.ask(line);
      })
    );
    last = answer.catch(() => {});
    return answer;
  };
  return {
    exists: async (group) => await ask(`exists ${group}`) === "yes",
    isAlive: async (group) => await ask(`alive ${group}`) === "yes",
    signal: async (group, signal) => await ask(`${signal} ${group}`) === "yes",
    age: async (pid) => parseAge(await ask(`age ${pid}`)),
    async carries(group, text) {
      const answer = await ask(`carries ${group} ${text}`);
      return answer === "unknown" ? undefined : answer === "yes";
    },
    [Symbol.dispose]() {
      last.finally(() => shell.end());
    },
  };
}

interface Shell {
  /** The line that it answers with. Throws when it has ended. */
  ask(line: string): Promise<string>;
  end(): Promise<void>;
}

function startShell(path: string): Shell {
  const child = new Deno.Command("sh", {
    args: ["-c", SCRIPT],
    clearEnv: true,
    env: { PATH: path, LC_ALL: "C" },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  child.unref();
  const writer = child.stdin.getWriter();
  const reader = child.stdout.getReader();
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  return {
    async ask(line) {
      // The program is kept from ending while it waits for an answer, and only then.
      child.ref();
      try {
        await writer.write(encoder.encode(`${line}\n`));
        for (let answer = "";;) {
          const { done, value } = await reader.read();
          if (done) throw new Error("The shell that looks after process groups has ended");
          answer += decoder.decode(value, { stream: true });
          if (answer.endsWith("\n")) return answer.slice(0, -1);
        }
      } finally {
        child.unref();
      }
    },
    async end() {
      try {
        await writer.close();
        await reader.cancel();
      } catch {
        // It has ended by itself.
      }
    },
  };
}

/** Seconds, or as ps(1) has it: `[[days-]hours:]minutes:seconds`. */
export function parseAge(text: string): number | undefined {
  const match = /^(?:(?:(\d+)-)?(\d+):)?(?:(\d+):)?(-?\d+)$/.exec(text.replace(/^(\d+:\d+)$/, "0:$1"));
  if (!match) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return Math.max(0, ((days * 24 + hours) * 60 + minutes) * 60 + seconds);
}

/** Windows has no process groups: the tree of a process is ended, as far as its parents still live. */
function windowsProcesses(): ProcessGroups {
  const run = async (script: string): Promise<string> => {
    const { stdout } = await new Deno.Command("powershell", {
      args: ["-NoProfile", "-NonInteractive", "-Command", script],
      stdin: "null",
      stderr: "null",
    }).output();
    return new TextDecoder().decode(stdout).trim();
  };
  const age = async (pid: number) =>
    parseAge(await run(`[int]((Get-Date) - (Get-Process -Id ${pid} -ErrorAction Stop).StartTime).TotalSeconds`));
  return {
    exists: async (pid) => await age(pid) !== undefined,
    isAlive: async (pid) => await age(pid) !== undefined,
    signal: async (pid) => (await run(`taskkill /T /F /PID ${pid} | Out-Null; $LASTEXITCODE`)) === "0",
    age,
    carries: () => Promise.resolve(undefined),
    [Symbol.dispose]() {},
  };
}
