# fish completion of workspace. Load it with: workspace completions fish | source

function __workspace_complete
    set -l words (commandline -opc)
    # The word at the cursor may be in quotes that are still open.
    set -l raw (commandline -ct)
    set -l word (string unescape -- "$raw"; or string unescape -- "$raw'"; or string unescape -- "$raw\"")
    for line in (command workspace complete -- $words[2..-1] "$word" 2>/dev/null </dev/null)
        set -l parts (string split \t -- $line)
        if test -n "$parts[1]"
            echo $line
            continue
        end
        set -l path (string sub -s (math 1 + (string length -- "$parts[3]")) -- "$word")
        if test "$parts[2]" = directories
            printf '%s\n' "$parts[3]"(__fish_complete_directories "$path")
        else
            printf '%s\n' "$parts[3]"(__fish_complete_path "$path")
        end
    end
end

complete -c workspace -f -k -a '(__workspace_complete)'
