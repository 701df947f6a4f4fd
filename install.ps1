# Installs `workspace` on Windows: finds the binary for this machine, checks its SHA-256, runs it once, and only then
# puts it in its place. Never asks, needs no administrator, leaves nothing behind when it fails. For Windows PowerShell
# 5.1 and PowerShell 7. docs/installing.md describes it, docs/release-manifest.md what it reads; install.sh is its twin
# and has the same exit codes.
[CmdletBinding()]
param(
  # Version to install, such as v0.1.0.
  [string]$Version = $(if ($env:WORKSPACE_INSTALL_VERSION) { $env:WORKSPACE_INSTALL_VERSION } else { 'latest' }),
  # Folder for the program.
  [string]$InstallDir = $env:WORKSPACE_INSTALL_DIR,
  # Add the folder to the user's PATH; otherwise the command for it is printed.
  [switch]$AddToPath,
  # Remove what this script has installed.
  [switch]$Uninstall,
  # Print nothing but errors. The script never asks, with or without this.
  [switch]$Unattended
)

# Where releases lie, and the only place in this file that says so. WORKSPACE_INSTALL_BASE_URL names a mirror.
$Releases = 'https://github.com/org/repo/releases'

$ExitUsage = 2
$ExitPlatform = 3
$ExitFiles = 5
$ExitNetwork = 6
$ExitChecksum = 7
$ExitVersion = 8
$ExitArchive = 9
$ExitBinary = 10
$ExitForeign = 11
$ExitNotInstalled = 12

# An error that ends the script with an exit code of its own.
function New-Failure([int]$Code, [string]$Message, [string]$Hint) {
  $failure = New-Object System.Exception($Message)
  $failure.Data['ExitCode'] = $Code
  $failure.Data['Hint'] = $Hint
  return $failure
}

function Write-Line([string]$Text) {
  if (-not $Unattended) { Write-Host $Text }
}

function Get-Architecture {
  # A 32-bit or emulated shell is told the machine's own architecture in the first of these.
  $machine = $env:PROCESSOR_ARCHITECTURE
  if ($env:PROCESSOR_ARCHITEW6432) { $machine = $env:PROCESSOR_ARCHITEW6432 }
  switch ($machine) {
    'AMD64' { return 'x86_64' }
    'ARM64' { return 'aarch64' }
  }
  throw (New-Failure $ExitPlatform "There is no binary for Windows on $machine." 'There are binaries for x86_64 and aarch64. On Linux and macOS, use install.sh.')
}

function Save-Url([string]$Url, [string]$File, [string]$Missing) {
  Write-Verbose "Downloading $Url"
  $request = @{ Uri = $Url; OutFile = $File; UseBasicParsing = $true; TimeoutSec = 600 }
  $proxy = if ($env:HTTPS_PROXY) { $env:HTTPS_PROXY } elseif ($env:HTTP_PROXY) { $env:HTTP_PROXY } else { $env:ALL_PROXY }
  if ($proxy) { $request.Proxy = $proxy }
  try {
    Invoke-WebRequest @request
  } catch {
    $status = 0
    if ($_.Exception.Response) { $status = [int]$_.Exception.Response.StatusCode }
    if ($status -eq 404) {
      throw (New-Failure $ExitVersion "${Missing}: $Url does not exist." "The releases are listed at $BaseUrl; -Version chooses one, and WORKSPACE_INSTALL_BASE_URL a mirror.")
    }
    throw (New-Failure $ExitNetwork "$Url cannot be downloaded: $($_.Exception.Message)" 'Look at the network, and at HTTPS_PROXY if there is a proxy. WORKSPACE_INSTALL_BASE_URL names a mirror.')
  }
}

function Install-Workspace([string]$Temporary) {
  $architecture = Get-Architecture
  $archive = "workspace-windows-$architecture.zip"
  if ((Test-Path -LiteralPath $Target) -and (Get-Item -LiteralPath $Target).Attributes.HasFlag([IO.FileAttributes]::ReparsePoint)) {
    throw (New-Failure $ExitForeign "$Target is a link, which this script did not make." 'Choose another folder with -InstallDir.')
  }

  # Other programs have this name, too; one that does not run may be a broken one of ours.
  if (Test-Path -LiteralPath $Target -PathType Leaf) {
    $current = ''
    $runs = $false
    try { $current = (& $Target --version | Out-String).Trim(); $runs = $LASTEXITCODE -eq 0 } catch { Write-Verbose "$Target does not run" }
    if ($runs -and $current -notmatch '^workspace [0-9]') {
      throw (New-Failure $ExitForeign "$Target is another program of this name." 'Choose another folder with -InstallDir.')
    }
  }

  $number = $Version -replace '^v', ''
  if ($number -eq 'latest') {
    $manifest = Join-Path $Temporary 'manifest.json'
    Save-Url "$BaseUrl/latest/download/manifest.json" $manifest 'No release was found'
    try { $number = (Get-Content -LiteralPath $manifest -Raw | ConvertFrom-Json).version } catch { $number = $null }
    if (-not $number) {
      throw (New-Failure $ExitArchive "$BaseUrl/latest/download/manifest.json names no version." 'Something else than a release answered there: look at the address, or at the proxy.')
    }
  }
  Write-Line "Installing workspace $number (windows-$architecture)"

  $checksums = Join-Path $Temporary 'checksums.txt'
  $packed = Join-Path $Temporary $archive
  Save-Url "$BaseUrl/download/v$number/checksums.txt" $checksums "There is no version $number"
  $line = Get-Content -LiteralPath $checksums | Where-Object { $_ -match "^[0-9a-fA-F]{64} [ *]$([regex]::Escape($archive))\s*$" } | Select-Object -First 1
  if (-not $line) {
    throw (New-Failure $ExitPlatform "Version $number lists no $archive." "The releases are listed at $BaseUrl.")
  }
  Save-Url "$BaseUrl/download/v$number/$archive" $packed "Version $number has no file $archive"

  $expected = $line.Substring(0, 64).ToLowerInvariant()
  $actual = (Get-FileHash -LiteralPath $packed -Algorithm SHA256).Hash.ToLowerInvariant()
  if ($actual -ne $expected) {
    throw (New-Failure $ExitChecksum "The checksum of $archive is wrong: expected $expected, found $actual." 'Nothing was installed. Run this again; if it stays so, report it.')
  }
  Write-Verbose "Checksum: $actual"

  $unpacked = Join-Path $Temporary 'unpacked'
  try { Expand-Archive -LiteralPath $packed -DestinationPath $unpacked } catch {
    throw (New-Failure $ExitArchive "$archive cannot be unpacked: $($_.Exception.Message)" '')
  }
  $new = Join-Path $unpacked 'workspace.exe'
  if (-not (Test-Path -LiteralPath $new -PathType Leaf)) { throw (New-Failure $ExitArchive "$archive holds no workspace.exe." '') }

  # The new binary lies in the folder it is for, under a name of its own: there it is tried, and then renamed.
  $staged = Join-Path $InstallDir ".workspace.$PID.exe"
  $old = Join-Path $InstallDir ".workspace.old.$PID.exe"
  try {
    try {
      New-Item -ItemType Directory -Force -Path $InstallDir | Out-Null
      Copy-Item -LiteralPath $new -Destination $staged -Force
    } catch {
      throw (New-Failure $ExitFiles "The folder $InstallDir cannot be written: $($_.Exception.Message)" 'Choose another with -InstallDir.')
    }
    $printed = ''
    $ran = $false
    try { $printed = (& $staged --version | Out-String).Trim(); $ran = $LASTEXITCODE -eq 0 } catch { $printed = $_.Exception.Message }
    if (-not $ran -or $printed -ne "workspace $number") {
      throw (New-Failure $ExitBinary "The new binary does not run here, or is another version: $printed" 'Nothing was changed.')
    }
    # Windows does not replace a program that runs, but lets it be renamed.
    try {
      if (Test-Path -LiteralPath $Target) { Move-Item -LiteralPath $Target -Destination $old -Force }
      Move-Item -LiteralPath $staged -Destination $Target
    } catch {
      if ((Test-Path -LiteralPath $old) -and -not (Test-Path -LiteralPath $Target)) { Move-Item -LiteralPath $old -Destination $Target }
      throw (New-Failure $ExitFiles "$Target cannot be written: $($_.Exception.Message)" 'The program is as it was before.')
    }
  } finally {
    Remove-Item -LiteralPath $staged -Force -ErrorAction SilentlyContinue
    # One that still runs stays until the next installation.
    Get-ChildItem -LiteralPath $InstallDir -Filter '.workspace.old.*.exe' -Force -ErrorAction SilentlyContinue |
      Remove-Item -Force -ErrorAction SilentlyContinue
  }

  Write-Line "workspace $number is installed in $InstallDir"
  $user = [Environment]::GetEnvironmentVariable('Path', 'User')
  if (($env:Path -split ';') -contains $InstallDir -or ("$user" -split ';') -contains $InstallDir) { return }
  if ($AddToPath) {
    [Environment]::SetEnvironmentVariable('Path', ("$user".TrimEnd(';') + ";$InstallDir").TrimStart(';'), 'User')
    Write-Line 'The folder was added to your PATH. Open a new terminal.'
  } else {
    Write-Line 'The folder is not in your PATH. To add it, run this and open a new terminal:'
    Write-Line "  [Environment]::SetEnvironmentVariable('Path', [Environment]::GetEnvironmentVariable('Path', 'User') + ';$InstallDir', 'User')"
  }
}

function Uninstall-Workspace {
  if (-not (Test-Path -LiteralPath $Target)) {
    throw (New-Failure $ExitNotInstalled "There is no workspace in $InstallDir." 'Name its folder with -InstallDir.')
  }
  try { Remove-Item -LiteralPath $Target -Force } catch {
    throw (New-Failure $ExitFiles "$Target cannot be removed: $($_.Exception.Message)" 'End what runs it, and run this again.')
  }
  if (-not (Get-ChildItem -LiteralPath $InstallDir -Force)) { Remove-Item -LiteralPath $InstallDir }
  Write-Line "workspace is removed from $InstallDir"
}

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$temporary = Join-Path ([IO.Path]::GetTempPath()) "workspace-install-$([Guid]::NewGuid())"
try {
  # Windows PowerShell 5.1 on older systems offers less by itself.
  [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
  $BaseUrl = $(if ($env:WORKSPACE_INSTALL_BASE_URL) { $env:WORKSPACE_INSTALL_BASE_URL } else { $Releases }).TrimEnd('/')
  if ($Version -notmatch '^(latest|v?[0-9]+\.[0-9]+\.[0-9]+[0-9A-Za-z.+-]*)$') {
    throw (New-Failure $ExitUsage "Not a version: $Version" 'Versions look like v0.1.0; "latest" is the newest.')
  }
  # Checksums come from the same place, so whoever can change the one on its way can change the other.
  if ($BaseUrl -notmatch '^(https://|http://(localhost|127\.0\.0\.1|\[::1\])([:/]|$))') {
    throw (New-Failure $ExitUsage "WORKSPACE_INSTALL_BASE_URL is no https address: $BaseUrl" 'http is for this machine only.')
  }
  if (-not $InstallDir) { $InstallDir = Join-Path $env:LOCALAPPDATA 'Programs\workspace' }
  $InstallDir = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($InstallDir)
  $Target = Join-Path $InstallDir 'workspace.exe'
  if ($Uninstall) {
    Uninstall-Workspace
  } else {
    New-Item -ItemType Directory -Path $temporary | Out-Null
    Install-Workspace $temporary
  }
} catch {
  $code = $_.Exception.Data['ExitCode']
  if ($null -eq $code) { $code = 1 }
  [Console]::Error.WriteLine("Error: $($_.Exception.Message)")
  if ($_.Exception.Data['Hint']) { [Console]::Error.WriteLine("  $($_.Exception.Data['Hint'])") }
  # In `irm ... | iex` this is the user's own session, which `exit` would close.
  if ($PSCommandPath) { exit $code }
  $global:LASTEXITCODE = $code
} finally {
  Remove-Item -LiteralPath $temporary -Recurse -Force -ErrorAction SilentlyContinue
}
