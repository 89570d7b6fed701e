# Installs Casebook from this folder, without internet; run again from a newer archive it upgrades.
#
#   powershell -ExecutionPolicy Bypass -File install.ps1 D:\casebook
#   powershell -ExecutionPolicy Bypass -File install.ps1 -Rollback D:\casebook
#
# -Python names the python.exe to use. What is in the folder:
#   casebook.cmd             the command, of the current version
#   versions\<version>-...\  an environment for each version installed
#   current.txt, previous.txt   which of them
param(
    [Parameter(Mandatory = $true, Position = 0)] [string] $Target,
    [string] $Python = "",
    [switch] $Rollback
)
$ErrorActionPreference = "Stop"
$here = Split-Path -Parent $MyInvocation.MyCommand.Path
$utf8 = New-Object System.Text.UTF8Encoding $false

function Stop-With([string] $words) {
    [Console]::Error.WriteLine("install.ps1: $words")
    exit 1
}

function Set-Text([string] $path, [string] $text) {
    $new = "$path.new"
    [System.IO.File]::WriteAllText($new, $text, $utf8)
    Move-Item -Force -LiteralPath $new -Destination $path
}

function Get-Text([string] $path) {
    return [System.IO.File]::ReadAllText($path, $utf8).Trim()
}

$current = Join-Path $Target "current.txt"
$previous = Join-Path $Target "previous.txt"

if ($Rollback) {
    if (-not (Test-Path -LiteralPath $previous)) { Stop-With "$Target has no version before the current one." }
    $back = Get-Text $previous
    $now = Get-Text $current
    Set-Text $current $back
    Set-Text $previous $now
    Write-Output "Casebook is $back again."
    exit 0
}

# --- what this archive can run on -------------------------------------------
foreach ($line in [System.IO.File]::ReadAllLines((Join-Path $here "SHA256SUMS"), $utf8)) {
    if ($line.Length -lt 67) { continue }
    $file = Join-Path $here ($line.Substring(66).Replace("/", "\"))
    $found = (Get-FileHash -LiteralPath $file -Algorithm SHA256).Hash.ToLowerInvariant()
    if ($found -ne $line.Substring(0, 64)) { Stop-With "$file is not what was packed; copy the archive again." }
}

$wanted = [System.IO.File]::ReadAllLines((Join-Path $here "PYTHONS"), $utf8) | Where-Object { $_ }
$ask = 'import struct, sys; print("%d.%d %d" % (*sys.version_info[:2], 8 * struct.calcsize("P")))'
$choices = @()
if ($Python) { $choices += , @($Python) }
else {
    foreach ($each in ($wanted | Sort-Object -Descending)) { $choices += , @("py", "-$each") }
    $choices += , @("python")
}
$chosen = $null
foreach ($choice in $choices) {
    $rest = @($choice | Select-Object -Skip 1)
    try { $answer = & $choice[0] @rest -c $ask 2>$null } catch { continue }
    if ($LASTEXITCODE -eq 0 -and $answer) {
        $parts = "$answer".Trim().Split(" ")
        if ($wanted -contains $parts[0] -and $parts[1] -eq "64") { $chosen = $choice; break }
    }
}
if (-not $chosen) {
    Stop-With "no 64-bit Python $($wanted -join ', ') was found. Install one and name it: -Python C:\...\python.exe"
}

# --- install ------------------------------------------------------------------
$mark = (Get-FileHash -LiteralPath (Join-Path $here "SHA256SUMS") -Algorithm SHA256).Hash.Substring(0, 8).ToLowerInvariant()
$version = "$(Get-Text (Join-Path $here 'VERSION'))-$mark"
$new = Join-Path (Join-Path $Target "versions") $version
if (-not (Test-Path -LiteralPath (Join-Path $new "complete"))) {
    if (Test-Path -LiteralPath $new) { Remove-Item -Recurse -Force -LiteralPath $new }
    New-Item -ItemType Directory -Force -Path (Split-Path -Parent $new) | Out-Null
    $rest = @($chosen | Select-Object -Skip 1)
    & $chosen[0] @rest -m venv $new
    if ($LASTEXITCODE -ne 0) { Stop-With "the environment could not be made." }
    & (Join-Path $new "Scripts\python.exe") -m pip --disable-pip-version-check install --quiet --no-index --no-cache-dir `
        --find-links (Join-Path $here "wheels") --require-hashes --requirement (Join-Path $here "requirements.txt")
    if ($LASTEXITCODE -ne 0) { Stop-With "the packages could not be installed." }
    & (Join-Path $new "Scripts\casebook.exe") --help | Out-Null
    if ($LASTEXITCODE -ne 0) { Stop-With "casebook does not start." }
    Set-Text (Join-Path $new "complete") ""
}
if (Test-Path -LiteralPath $current) {
    $before = Get-Text $current
    if ($before -ne $version) { Set-Text $previous $before }
}
Set-Text $current $version
Set-Text (Join-Path $Target "casebook.cmd") @"
@echo off
setlocal
set /p VERSION=<"%~dp0current.txt"
"%~dp0versions\%VERSION%\Scripts\casebook.exe" %*
"@.Replace("`r`n", "`n").Replace("`n", "`r`n")
Write-Output "Casebook $version is installed: $(Join-Path $Target 'casebook.cmd')"
Write-Output "Next: casebook.cmd init DIR"
