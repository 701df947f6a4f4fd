# PowerShell completion of workspace (5.1 and 7). Load it with:
# workspace completions powershell | Out-String | Invoke-Expression

Register-ArgumentCompleter -Native -CommandName 'workspace' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.StartOffset -lt $cursorPosition } |
        ForEach-Object {
            if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value }
            else { $_.Extent.Text }
        })
    # Windows PowerShell drops empty arguments.
    $newWord = if ($wordToComplete -eq '') { @('--new-word') } else { @() }
    $program = Get-Command -Name 'workspace' -CommandType Application | Select-Object -First 1
    & $program complete @newWord '--' @words 2>$null | ForEach-Object {
        $value, $description, $prefix = $_ -split "`t", 3
        if ($value -eq '') {
            $path = ([string]$words[-1]).Substring([Math]::Min(([string]$prefix).Length, ([string]$words[-1]).Length))
            if ($newWord) { $path = '' }
            Get-ChildItem -Path "$([WildcardPattern]::Escape($path))*" -Directory:($description -eq 'directories') |
                ForEach-Object {
                    $parent = Split-Path -Path $path -Parent
                    $name = if ($parent) { Join-Path -Path $parent -ChildPath $_.Name } else { $_.Name }
                    "$prefix$name`t"
                }
        } else { $_ }
    } | ForEach-Object {
        $value, $description = $_ -split "`t", 2
        $text = if ($value -match '^[\w./:=\\-]+$') { $value } else { "'" + $value.Replace("'", "''") + "'" }
        if (-not $description) { $description = $value }
        [System.Management.Automation.CompletionResult]::new($text, $value, 'ParameterValue', $description)
    }
}
