/** What a system's own supervisor is to keep running for a user. */
export interface ServiceProgram {
  /** Program and arguments. */
  argv: readonly string[];
  /** Variables that it is given. */
  variables: Readonly<Record<string, string>>;
  /** File for what it says, where the supervisor has no log of its own; absolute. */
  log: string;
}

/** The file of a supervisor. */
export interface ServiceFile {
  path: string;
  content: string;
}

export const UNIT = "workspace-server.service";
export const LABEL = "workspace.server";
export const TASK = "workspace-server";

const DESCRIPTION = "workspace server: workflows of this user";

/**
 * A unit for the user's own instance of systemd (systemd.service(5)). A stopped server gives its steps ten seconds;
 * `mixed` leaves ending them to it. `server stop` ends it well, so it stays stopped.
 */
export function systemdUnit({ argv, variables }: ServiceProgram): string {
  const environment = Object.entries(variables).map(([name, value]) => `Environment=${unitWord(`${name}=${value}`)}`);
  return [
    "[Unit]",
    `Description=${DESCRIPTION}`,
    "",
    "[Service]",
    `ExecStart=${argv.map(commandWord).join(" ")}`,
    ...environment,
    "Restart=on-failure",
    "RestartSec=2",
    "KillMode=mixed",
    "TimeoutStopSec=30",
    "",
    "[Install]",
    "WantedBy=default.target",
    "",
  ].join("\n");
}

/** A word in quotes: C escapes, and `%` twice, since one begins a specifier (systemd.unit(5)). */
function unitWord(text: string): string {
  const escaped = text.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\t", "\\t").replaceAll("%", "%%");
  return `"${escaped}"`;
}

/** In command lines `$` begins a variable, too. */
function commandWord(text: string): string {
  const word = unitWord(text).replaceAll("$", "$$$$");
  return /^"[\w@:,./=+-]+"$/.test(word) ? word.slice(1, -1) : word;
}

/** An agent of launchd (launchd.plist(5)): begins at login, and again when it failed. */
export function launchdAgent({ argv, variables, log }: ServiceProgram): string {
  const text = (value: string) => `<string>${xml(value)}</string>`;
  const environment = Object.entries(variables).map(([name, value]) =>
    `    <key>${xml(name)}</key>\n    ${text(value)}\n`
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  ${text(LABEL)}
  <key>ProgramArguments</key>
  <array>
${argv.map((each) => `    ${text(each)}\n`).join("")}  </array>
  <key>EnvironmentVariables</key>
  <dict>
${environment.join("")}  </dict>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ExitTimeOut</key>
  <integer>30</integer>
  <key>ProcessType</key>
  <string>Background</string>
  <key>StandardOutPath</key>
  ${text(log)}
  <key>StandardErrorPath</key>
  ${text(log)}
</dict>
</plist>
`;
}

/**
 * A task of Windows' scheduler that begins when the user logs on (Task Scheduler Schema 1.2). Tasks have no variables and
 * no log of their own: PowerShell sets and writes them, in no window.
 */
export function windowsTask({ argv, variables, log }: ServiceProgram, user: string): string {
  const script = [
    ...Object.entries(variables).map(([name, value]) => `$env:${name} = ${powershellWord(value)}`),
    `& ${argv.map(powershellWord).join(" ")} *>> ${powershellWord(log)}`,
    "exit $LASTEXITCODE",
  ].join("; ");
  return `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>${DESCRIPTION}</Description>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger>
      <Enabled>true</Enabled>
      <UserId>${xml(user)}</UserId>
    </LogonTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>${xml(user)}</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>255</Count>
    </RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>powershell.exe</Command>
      <Arguments>-NoProfile -NonInteractive -WindowStyle Hidden -EncodedCommand ${encoded(script)}</Arguments>
    </Exec>
  </Actions>
</Task>
`;
}

/** A text as a literal of PowerShell. */
function powershellWord(text: string): string {
  return `'${text.replace(/['\u2018-\u201b]/g, "$&$&")}'`;
}

/** A script as PowerShell takes it in an argument: UTF-16 in base64. */
function encoded(script: string): string {
  return utf16(script).subarray(2).toBase64();
}

function xml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** UTF-16 with a byte order mark, which is what the scheduler's own exports have. */
export function utf16(text: string): Uint8Array {
  const units = Uint16Array.from({ length: text.length + 1 }, (_, i) => i === 0 ? 0xfeff : text.charCodeAt(i - 1));
  return new Uint8Array(units.buffer);
}
