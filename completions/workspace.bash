# bash completion of workspace. Load it with: source <(workspace completions bash)

_workspace() {
  # COMP_WORDS is cut at characters such as @ and : (COMP_WORDBREAKS), so the line is split here. What was typed is
  # only ever passed on as text. `skip` is how much of the word stands before the part that readline replaces.
  local line=${COMP_LINE:0:COMP_POINT} word='' quote='' escaped='' started='' skip=0 char i words=()
  for ((i = 0; i < ${#line}; i++)); do
    ((i == ${#line} - ${#2})) && skip=${#word}
    char=${line:i:1}
    if [[ $escaped ]]; then
      [[ $quote && $char != [\"\$\`\\] ]] && word+='\'
      word+=$char escaped=''
    elif [[ $char == '\' && $quote != "'" ]]; then
      escaped=1 started=1
    elif [[ $quote && $char == "$quote" ]]; then
      quote=''
    elif [[ ! $quote && $char == [\'\"] ]]; then
      quote=$char started=1
    elif [[ ! $quote && $char == [[:space:]] ]]; then
      [[ $started ]] && words+=("$word")
      word='' started=''
    else
      word+=$char started=1
    fi
  done
  [[ $2 ]] || skip=${#word}

  local reply prefix path action tab=$'\t'
  COMPREPLY=()
  while IFS= read -r reply; do
    if [[ $reply == "$tab"* ]]; then
      action=-f prefix=${reply##*"$tab"}
      [[ $reply == "$tab"directories* ]] && action=-d
      compopt -o filenames 2>/dev/null
      while IFS= read -r path; do
        path=$prefix$path
        COMPREPLY+=("${path:skip}")
      done < <(compgen "$action" -- "${word:${#prefix}}")
      continue
    fi
    reply=${reply%%"$tab"*}
    reply=${reply:skip}
    case $quote in
      \") reply=$(printf %s "$reply" | sed 's/[\\"$`]/\\&/g') ;;
      \') reply=${reply//\'/\'\\\'\'} ;;
      *) [[ $reply ]] && printf -v reply %q "$reply" && reply=${reply//\\,/,} ;;
    esac
    COMPREPLY+=("$reply")
  done < <(command workspace complete -- "${words[@]:1}" "$word" 2>/dev/null </dev/null)
}

complete -F _workspace workspace
