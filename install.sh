#!/bin/sh
# Installs `workspace`: finds the binary for this machine, checks its SHA-256, runs it once, and only then puts it in its
# place. Never asks, needs no root, leaves nothing behind when it fails. `sh install.sh --help` lists the options.
# docs/installing.md describes it, docs/release-manifest.md what it reads.
#
# Everything is in functions, and the last line calls the first: a script that was cut off on its way here does nothing.

set -u
umask 022

# Where releases lie, and the only place in this file that says so. WORKSPACE_INSTALL_BASE_URL names a mirror.
RELEASES='https://github.com/org/repo/releases'

# Exit codes. docs/installing.md has the same table.
EXIT_USAGE=2
EXIT_PLATFORM=3
EXIT_TOOL=4
EXIT_FILES=5
EXIT_NETWORK=6
EXIT_CHECKSUM=7
EXIT_VERSION=8
EXIT_ARCHIVE=9
EXIT_BINARY=10
EXIT_FOREIGN=11
EXIT_NOT_INSTALLED=12

main() {
  version=${WORKSPACE_INSTALL_VERSION:-latest}
  install_dir=${WORKSPACE_INSTALL_DIR:-}
  base_url=${WORKSPACE_INSTALL_BASE_URL:-$RELEASES}
  base_url=${base_url%/}
  action=install verbose=false unattended=false completions=false man=false
  temporary='' staged='' created='' child='' kept=''
  set_up_colors

  parse_options "$@"
  trap 'clean_up' EXIT
  trap 'interrupted 129' HUP
  trap 'interrupted 130' INT
  trap 'interrupted 143' TERM

  case $action in
    install) install_workspace ;;
    uninstall) uninstall_workspace ;;
  esac
}

usage() {
  cat <<'USAGE'
install.sh
Install workspace, or remove it again

USAGE:
    install.sh [OPTIONS]
    curl -fsSL https://install.workspace.dev | sh -s -- [OPTIONS]

OPTIONS:
        --version <VERSION>    Version to install, such as v0.1.0 [default: latest]
        --install-dir <PATH>   Folder for the program
                               [default: /usr/local/bin where it can be written, else ~/.local/bin]
        --completions          Install the completion scripts for bash, zsh and fish, too
        --man                  Install the manual pages, too
        --uninstall            Remove what this script has installed
        --unattended           Print nothing but errors. The script never asks, with or without this
        --verbose              Print every step
    -h, --help                 Print help

ENVIRONMENT:
    WORKSPACE_INSTALL_BASE_URL   A mirror of the releases
    WORKSPACE_INSTALL_VERSION    As --version
    WORKSPACE_INSTALL_DIR        As --install-dir
    HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY (or in lower case) are respected
USAGE
}

parse_options() {
  while [ $# -gt 0 ]; do
    case $1 in
      --version | --install-dir)
        if [ $# -lt 2 ] || [ -z "$2" ]; then fail $EXIT_USAGE "The option $1 needs a value."; fi
        set_option "$1" "$2"
        shift
        ;;
      --version=?* | --install-dir=?*) set_option "${1%%=*}" "${1#*=}" ;;
      --completions) completions=true ;;
      --man) man=true ;;
      --uninstall) action=uninstall ;;
      --unattended | -y | --yes) unattended=true ;;
      --verbose) verbose=true ;;
      -h | --help)
        usage
        exit 0
        ;;
      *) fail $EXIT_USAGE "Unknown option: $1" "\"sh install.sh --help\" lists the options." ;;
    esac
    shift
  done
  case $version in
    latest) ;;
    *)
      version=${version#v}
      case $version in
        *[!0-9A-Za-z.+-]* | [!0-9]* | '')
          fail $EXIT_USAGE "Not a version: $version" "Versions look like v0.1.0; \"latest\" is the newest."
          ;;
        *.*.*) ;;
        *) fail $EXIT_USAGE "Not a version: $version" "Versions have three parts, as v0.1.0 has." ;;
      esac
      ;;
  esac
  # Checksums come from the same place, so whoever can change the one on its way can change the other.
  case $base_url/ in
    https://?*) ;;
    http://localhost[:/]* | http://127.0.0.1[:/]* | http://\[::1\][:/]*) ;;
    *) fail $EXIT_USAGE "WORKSPACE_INSTALL_BASE_URL is no https address: $base_url" "http is for this machine only." ;;
  esac
}

set_option() {
  case $1 in
    --version) version=$2 ;;
    --install-dir) install_dir=$2 ;;
  esac
}

# ---------------------------------------------------------------------------------------------------------- installing

install_workspace() {
  detect_platform
  log "Platform: $os-$arch"
  require_tools
  export_proxies
  choose_install_dir
  log "Folder: $install_dir"
  refuse_foreign_files

  temporary=$(mktemp -d "${TMPDIR:-/tmp}/workspace-install.XXXXXXXX" 2>/dev/null) ||
    fail $EXIT_FILES "No temporary folder can be made in ${TMPDIR:-/tmp}." "Set TMPDIR to a folder that can be written."
  if [ "$version" = latest ]; then find_latest_version; fi
  say "Installing workspace $version ($os-$arch)"

  download_release
  verify_checksum
  unpack
  stage_binary
  run_staged_binary
  if $completions; then stage_completions; fi
  if $man; then stage_manual; fi
  put_in_place
  tell_result
}

# Sets os, arch, archive and binary.
detect_platform() {
  system=$(uname -s 2>/dev/null) || fail $EXIT_TOOL "The program uname is missing."
  machine=$(uname -m)
  case $system in
    Linux) os=linux ;;
    Darwin) os=macos ;;
    MINGW* | MSYS* | CYGWIN*)
      os=windows
      # An emulated shell reports its own architecture; Windows says that of the machine here.
      machine=${PROCESSOR_ARCHITEW6432:-${PROCESSOR_ARCHITECTURE:-$machine}}
      ;;
    *)
      fail $EXIT_PLATFORM "There is no binary for $system." \
        "There are binaries for Linux, macOS and Windows. Elsewhere, workspace runs from source where Deno does."
      ;;
  esac
  case $machine in
    x86_64 | amd64 | AMD64) arch=x86_64 ;;
    aarch64 | arm64 | ARM64) arch=aarch64 ;;
    *)
      fail $EXIT_PLATFORM "There is no binary for $system on $machine." "There are binaries for x86_64 and aarch64."
      ;;
  esac
  if [ $os = macos ] && [ "$(sysctl -n sysctl.proc_translated 2>/dev/null)" = 1 ]; then arch=aarch64; fi
  if [ $os = linux ]; then
    if [ "$(getconf LONG_BIT 2>/dev/null)" = 32 ]; then
      fail $EXIT_PLATFORM "This is a 32-bit system (on $machine)." "There are binaries for 64-bit systems only."
    fi
    refuse_musl
  fi
  binary=workspace
  archive=workspace-$os-$arch.tar.gz
  if [ $os = windows ]; then
    binary=workspace.exe
    archive=workspace-$os-$arch.zip
  fi
}

# musl's loader may be installed beside glibc, so glibc is asked for first.
refuse_musl() {
  if getconf GNU_LIBC_VERSION >/dev/null 2>&1; then return; fi
  if ldd --version 2>&1 | grep -qi musl || ls /lib/ld-musl-* >/dev/null 2>&1; then
    fail $EXIT_PLATFORM "This system's C library is musl; the binaries need glibc." \
      "On Alpine, use an image with glibc such as debian:stable-slim, or run workspace from source with Deno."
  fi
}

require_tools() {
  if has curl; then
    downloader=curl
  elif has wget; then
    downloader=wget
    # busybox' wget does not know these options.
    wget_options=''
    if wget --version >/dev/null 2>&1; then wget_options='--timeout=60 --tries=2'; fi
  else
    fail $EXIT_TOOL "Neither curl nor wget is there to download with." "Install one of them and run this again."
  fi
  if has sha256sum; then
    hasher=sha256sum
  elif has shasum; then
    hasher=shasum
  elif has openssl; then
    hasher=openssl
  else
    fail $EXIT_TOOL "Neither sha256sum nor shasum nor openssl is there to check the download with." \
      "Install one of them and run this again."
  fi
  if [ $os != windows ]; then
    has tar || fail $EXIT_TOOL "The program tar is missing." "Install it and run this again."
    has gzip || fail $EXIT_TOOL "The program gzip is missing." "Install it and run this again."
  elif ! has unzip; then
    fail $EXIT_TOOL "The program unzip is missing." "Git Bash has it; or use install.ps1 in PowerShell."
  fi
  log "Tools: $downloader, $hasher"
}

# curl does not look at HTTP_PROXY, and wget at nothing in upper case.
export_proxies() {
  http_proxy=${http_proxy:-${HTTP_PROXY:-${all_proxy:-${ALL_PROXY:-}}}}
  https_proxy=${https_proxy:-${HTTPS_PROXY:-${all_proxy:-${ALL_PROXY:-}}}}
  no_proxy=${no_proxy:-${NO_PROXY:-}}
  export http_proxy https_proxy no_proxy
}

choose_install_dir() {
  if [ -n "$install_dir" ]; then
    absolute_install_dir
    make_folder "$install_dir" "Choose another folder with --install-dir."
  elif [ -d /usr/local/bin ] && [ -w /usr/local/bin ] && [ $os != windows ]; then
    install_dir=/usr/local/bin
  else
    [ -n "${HOME:-}" ] || fail $EXIT_FILES "HOME is not set, so there is no ~/.local/bin." "Choose a folder with --install-dir."
    install_dir=$HOME/.local/bin
    make_folder "$install_dir" "Choose another folder with --install-dir."
  fi
  [ -w "$install_dir" ] || fail $EXIT_FILES "The folder $install_dir cannot be written." \
    "Choose another with --install-dir, such as --install-dir \"\$HOME/.local/bin\"."
  set_share
}

absolute_install_dir() {
  install_dir=${install_dir%/}
  # Git Bash is given Windows' own paths, too.
  if has cygpath; then install_dir=$(cygpath -u "$install_dir"); fi
  case $install_dir in
    '') install_dir=/ ;;
    \~/*) install_dir=$HOME/${install_dir#??} ;;
    /* | [A-Za-z]:*) ;;
    *) install_dir=$PWD/$install_dir ;;
  esac
}

# Where completions and manual pages go: share beside a bin, as shells and man look for it, else in the folder itself.
set_share() {
  case $install_dir in
    */bin) share=${install_dir%/bin}/share ;;
    *) share=$install_dir/share ;;
  esac
  receipt=$share/workspace/installed-files
}

refuse_foreign_files() {
  target=$install_dir/$binary
  if [ -L "$target" ]; then
    link=$(readlink "$target" 2>/dev/null)
    case $link in
      */Cellar/*) fail $EXIT_FOREIGN "Homebrew has installed $target." "Run: brew upgrade workspace" ;;
    esac
    fail $EXIT_FOREIGN "$target is a link to $link, which this script did not make." \
      "Remove it, or choose another folder with --install-dir."
  fi
  if [ -d "$target" ]; then
    fail $EXIT_FOREIGN "$target is a folder." "Choose another folder with --install-dir."
  fi
  look_at_current
}

# Sets before to what is there now. Other programs have this name, too; one that does not run may be a broken one of ours.
look_at_current() {
  before=''
  if [ ! -f "$target" ]; then return; fi
  if before=$("$target" --version 2>/dev/null </dev/null); then
    case $before in
      "workspace "[0-9]*) return ;;
    esac
    fail $EXIT_FOREIGN "$target is another program of this name." "Choose another folder with --install-dir."
  fi
  before='workspace (unknown version)'
}

find_latest_version() {
  download "$base_url/latest/download/manifest.json" "$temporary/manifest.json" "No release was found"
  version=$(sed -n 's/^ *"version": *"\([0-9][0-9A-Za-z.+-]*\)",*[[:space:]]*$/\1/p' "$temporary/manifest.json" | head -n 1)
  [ -n "$version" ] || fail $EXIT_ARCHIVE "$base_url/latest/download/manifest.json names no version." \
    "Something else than a release answered there: look at the address, or at the proxy."
}

download_release() {
  from=$base_url/download/v$version
  download "$from/checksums.txt" "$temporary/checksums.txt" "There is no version $version"
  expected=$(sed -n "s/^\([0-9a-fA-F]\{64\}\) [ *]${archive}[[:space:]]*\$/\1/p" "$temporary/checksums.txt" | head -n 1)
  if [ -z "$expected" ]; then
    if grep -q "^[0-9a-fA-F]\{64\} [ *]workspace-" "$temporary/checksums.txt"; then
      fail $EXIT_PLATFORM "Version $version has no binary for $os-$arch." \
        "These it has: $(sed -n 's/^[0-9a-fA-F]\{64\} [ *]workspace-\([a-z]*-[a-z0-9_]*\)\..*/\1/p' "$temporary/checksums.txt" | tr '\n' ' ')"
    fi
    fail $EXIT_ARCHIVE "$from/checksums.txt lists no checksums." \
      "Something else than a release answered there: look at the address, or at the proxy."
  fi
  download "$from/$archive" "$temporary/$archive" "Version $version has no file $archive"
}

# URL, file, and what it means when the server does not have it.
download() {
  log "Downloading $1"
  # A secure address must not lead to one that is not.
  case $1 in
    https:*) protocols='=https' ;;
    *) protocols='=http,https' ;;
  esac
  if [ $downloader = curl ]; then
    curl --fail --silent --show-error --location --retry 2 --connect-timeout 30 --proto "$protocols" \
      --proto-redir "$protocols" --write-out '%{http_code}' --output "$2" "$1" \
      >"$temporary/status" 2>"$temporary/error" &
  else
    # shellcheck disable=SC2086 # none or two words
    wget $wget_options -O "$2" "$1" >/dev/null 2>"$temporary/error" &
  fi
  child=$!
  wait "$child"
  result=$?
  child=''
  if [ $result -eq 0 ]; then return; fi
  if grep -q '^404' "$temporary/status" 2>/dev/null || grep -q ' 404[ :]' "$temporary/error"; then
    fail $EXIT_VERSION "$3: $1 does not exist." \
      "The releases are listed at $base_url; --version chooses one, and WORKSPACE_INSTALL_BASE_URL a mirror."
  fi
  # curl 18: the connection ended before the whole file was there. curl 23, wget 3: the file could not be written.
  case $downloader-$result in
    curl-18) fail $EXIT_NETWORK "The download of $1 broke off." "Run this again." ;;
    curl-23 | wget-3) fail $EXIT_FILES "$2 cannot be written." "Is the disk full? TMPDIR chooses another folder." ;;
  esac
  fail $EXIT_NETWORK "$1 cannot be downloaded: $(tail -n 1 "$temporary/error")" \
    "Look at the network, and at HTTPS_PROXY if there is a proxy. WORKSPACE_INSTALL_BASE_URL names a mirror."
}

verify_checksum() {
  case $hasher in
    sha256sum) actual=$(sha256sum <"$temporary/$archive") ;;
    shasum) actual=$(shasum -a 256 <"$temporary/$archive") ;;
    openssl) actual=$(openssl dgst -sha256 -r <"$temporary/$archive") ;;
  esac
  actual=${actual%% *}
  expected=$(printf %s "$expected" | tr A-F a-f)
  if [ "$actual" != "$expected" ]; then
    fail $EXIT_CHECKSUM "The checksum of $archive is wrong: the file is damaged, or not the one that was released.
  expected $expected
  found    $actual" "Nothing was installed. Run this again; if it stays so, report it."
  fi
  log "Checksum: $actual"
}

unpack() {
  mkdir "$temporary/unpacked"
  if [ $os = windows ]; then
    unzip -q "$temporary/$archive" -d "$temporary/unpacked" >"$temporary/error" 2>&1
  else
    tar -xzf "$temporary/$archive" -C "$temporary/unpacked" >"$temporary/error" 2>&1
  fi || fail $EXIT_ARCHIVE "$archive cannot be unpacked: $(tail -n 1 "$temporary/error")"
  [ -f "$temporary/unpacked/$binary" ] || fail $EXIT_ARCHIVE "$archive holds no $binary."
}

# The new binary lies in the folder it is for, under a name of its own: there it is tried, and renaming it is atomic.
stage_binary() {
  stage "$temporary/unpacked/$binary" "$target"
  new_binary=$staging
  chmod 755 "$new_binary" || fail $EXIT_FILES "$new_binary cannot be made a program."
}

run_staged_binary() {
  printed=$(
    unset WORKSPACE_FORMAT WORKSPACE_LOG_LEVEL WORKSPACE_CONFIG WORKSPACE_ROOT WORKSPACE_PROFILE
    cd "$temporary" && "$new_binary" --version 2>&1 </dev/null
  ) || fail $EXIT_BINARY "The new binary does not run here: $printed" "Nothing was changed."
  if [ "$printed" != "workspace $version" ]; then
    fail $EXIT_BINARY "The new binary says that it is \"$printed\", not \"workspace $version\"." "Nothing was changed."
  fi
  log "It runs: $printed"
}

stage_completions() {
  stage_extra completions/workspace.bash bash-completion/completions/workspace
  stage_extra completions/_workspace zsh/site-functions/_workspace
  stage_extra completions/workspace.fish fish/vendor_completions.d/workspace.fish
}

stage_manual() {
  found=false
  for page in "$temporary/unpacked/man/"*.1; do
    [ -f "$page" ] || continue
    found=true
    stage_extra "man/${page##*/}" "man/man1/${page##*/}"
  done
  if ! $found; then warn "This version has no manual pages."; fi
}

# A file of the archive, and its path under share.
stage_extra() {
  if [ ! -f "$temporary/unpacked/$1" ]; then
    warn "This version has no $1."
    return
  fi
  make_folder "$share/${2%/*}"
  stage "$temporary/unpacked/$1" "$share/$2"
  printf '%s\n' "$2" >>"$temporary/extras"
}

# Copies a file beside its place and notes what is to be renamed to what. Sets staging.
stage() {
  staging=$(mktemp "${2%/*}/.workspace.XXXXXXXX" 2>/dev/null) ||
    fail $EXIT_FILES "The folder ${2%/*} cannot be written." "Choose another with --install-dir."
  staged="$staged$staging
"
  if ! cp "$1" "$staging" || ! chmod 644 "$staging"; then
    fail $EXIT_FILES "$staging cannot be written." "Is the disk full?"
  fi
  printf '%s\n%s\n' "$staging" "$2" >>"$temporary/moves"
}

put_in_place() {
  if [ -f "$temporary/extras" ]; then
    make_folder "${receipt%/*}"
    if [ -f "$receipt" ]; then cat "$receipt" >>"$temporary/extras"; fi
    sort -u "$temporary/extras" >"$temporary/receipt"
    stage "$temporary/receipt" "$receipt"
  fi
  # From here on there are only renames, which nothing shall interrupt. The binary is first in the list.
  trap '' HUP INT TERM
  while IFS= read -r from && IFS= read -r to; do
    log "Writing $to"
    replace "$from" "$to" || {
      put_back
      fail $EXIT_FILES "$to cannot be written." "The program is as it was before."
    }
  done <"$temporary/moves"
  staged='' created=''
  # Windows removes no program that runs: then the next installation does.
  rm -f "$install_dir"/.workspace.old.* 2>/dev/null
}

# Windows does not replace a program that runs, but lets it be renamed. Elsewhere a second name keeps the old binary.
replace() {
  if [ "$2" = "$target" ] && [ -f "$target" ]; then
    kept=$install_dir/.workspace.old.$$
    if [ $os = windows ]; then mv -f "$target" "$kept"; else ln "$target" "$kept" 2>/dev/null || cp -p "$target" "$kept"; fi || return
  fi
  mv -f "$1" "$2"
}

put_back() {
  if [ -n "$kept" ] && [ -e "$kept" ]; then
    mv -f "$kept" "$target"
  elif [ -z "$before" ]; then
    rm -f "$target"
  fi
}

tell_result() {
  if $unattended; then return; fi
  case $before in
    '') printf '%s\n' "${green}✓${plain} workspace $version is installed in $install_dir" ;;
    "workspace $version") printf '%s\n' "${green}✓${plain} workspace $version is installed again in $install_dir" ;;
    *) printf '%s\n' "${green}✓${plain} workspace $version is installed in $install_dir, in place of ${before#workspace }" ;;
  esac
  tell_path
  if $completions; then tell_completions; fi
}

tell_path() {
  case :$PATH: in
    *:"$install_dir":*)
      first=$(command -v workspace 2>/dev/null)
      if [ -n "$first" ] && [ "$first" != "$target" ]; then
        warn "Another one comes first in PATH: $first"
      fi
      return
      ;;
  esac
  say ""
  say "$install_dir is not in PATH. To add it:"
  shell=${SHELL:-sh}
  case ${shell##*/} in
    fish) say "  fish_add_path \"$install_dir\"" ;;
    zsh) say "  echo 'export PATH=\"$install_dir:\$PATH\"' >> ~/.zshrc" ;;
    bash) say "  echo 'export PATH=\"$install_dir:\$PATH\"' >> ~/.bashrc" ;;
    *) say "  echo 'export PATH=\"$install_dir:\$PATH\"' >> ~/.profile" ;;
  esac
  say "and open a new terminal."
}

tell_completions() {
  shell=${SHELL:-sh}
  if [ "${shell##*/}" = zsh ]; then
    say "For zsh, this belongs into ~/.zshrc before compinit:  fpath=(\"$share/zsh/site-functions\" \$fpath)"
  fi
}

# -------------------------------------------------------------------------------------------------------- uninstalling

uninstall_workspace() {
  if [ -n "$install_dir" ]; then
    absolute_install_dir
  elif [ -f /usr/local/bin/workspace ] && [ ! -L /usr/local/bin/workspace ]; then
    install_dir=/usr/local/bin
  else
    [ -n "${HOME:-}" ] || fail $EXIT_FILES "HOME is not set." "Name the folder with --install-dir."
    install_dir=$HOME/.local/bin
  fi
  target=$install_dir/workspace
  if [ ! -f "$target" ] && [ -f "$target.exe" ]; then target=$target.exe; fi
  set_share
  if [ ! -f "$target" ] && [ ! -L "$target" ] && [ ! -f "$receipt" ]; then
    elsewhere=$(command -v workspace 2>/dev/null)
    fail $EXIT_NOT_INSTALLED "There is no workspace in $install_dir." \
      "${elsewhere:+There is one in ${elsewhere%/*}: }Name its folder with --install-dir."
  fi
  if [ -L "$target" ]; then
    fail $EXIT_FOREIGN "$target is a link, which this script did not make." "Remove it with what has installed it."
  fi
  look_at_current
  if [ -f "$receipt" ]; then
    while IFS= read -r file; do
      case $file in
        /* | *..* | '') continue ;;
      esac
      remove "$share/$file"
      remove_empty_folders "${file%/*}"
    done <"$receipt"
    remove "$receipt"
    remove_empty_folders workspace
  fi
  if [ -f "$target" ]; then remove "$target"; fi
  if ! $unattended; then printf '%s\n' "${green}✓${plain} workspace is removed from $install_dir"; fi
  say "Its configuration and data stay: \${XDG_CONFIG_HOME:-~/.config}/workspace and the like."
}

remove() {
  log "Removing $1"
  rm -f "$1" 2>/dev/null || fail $EXIT_FILES "$1 cannot be removed." "Run this as the user who has installed it."
}

# A folder under share, and those around it.
remove_empty_folders() {
  folder=$1
  while rmdir "$share/$folder" 2>/dev/null; do
    case $folder in
      */*) folder=${folder%/*} ;;
      *) break ;;
    esac
  done
  case $share in
    "$install_dir"/*) rmdir "$share" 2>/dev/null ;;
  esac
}

# ------------------------------------------------------------------------------------------------------------ the rest

has() { command -v "$1" >/dev/null 2>&1; }

# Makes a folder with its parents and notes which ones were not there. The second argument: what else could be done.
make_folder() {
  missing='' parent=$1
  while [ -n "$parent" ] && [ "$parent" != . ] && [ ! -e "$parent" ]; do
    missing="$missing$parent
"
    case $parent in
      */*) parent=${parent%/*} ;;
      *) parent='' ;;
    esac
  done
  created="$missing$created"
  mkdir -p "$1" 2>/dev/null || fail $EXIT_FILES "The folder $1 cannot be made." "${2:-}"
}

# Runs at every end. What was put in its place is no longer in `staged` and `created`.
clean_up() {
  if [ -n "$temporary" ]; then rm -rf "$temporary"; fi
  while IFS= read -r file; do
    if [ -n "$file" ]; then rm -f "$file"; fi
  done <<FILES
$staged
FILES
  # The deepest come first. What someone else has put something into stays.
  while IFS= read -r folder; do
    if [ -n "$folder" ]; then rmdir "$folder" 2>/dev/null; fi
  done <<FOLDERS
$created
FOLDERS
}

interrupted() {
  trap '' HUP INT TERM
  if [ -n "$child" ]; then kill "$child" 2>/dev/null; fi
  printf '%s\n' "Interrupted. Nothing was installed." >&2
  exit "$1"
}

set_up_colors() {
  red='' green='' yellow='' plain=''
  if [ -t 2 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
    escape=$(printf '\033')
    red="${escape}[31m" green="${escape}[32m" yellow="${escape}[33m" plain="${escape}[0m"
  fi
}

say() { if ! $unattended; then printf '%s\n' "$1" >&2; fi; }
log() { if $verbose; then printf '%s\n' "  $1" >&2; fi; }
warn() { printf '%s\n' "${yellow}Warning:${plain} $1" >&2; }

# Exit code, what went wrong, what to do next.
fail() {
  printf '%s\n' "${red}Error:${plain} $2" >&2
  if [ -n "${3:-}" ]; then printf '%s\n' "  $3" >&2; fi
  exit "$1"
}

main "$@"
