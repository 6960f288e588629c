@echo off
rem The command line of the installed app: Electron's program is Node when it is told so. In a checkout, Node on PATH.
setlocal
set "app=%~dp0..\..\..\Dispatch.exe"
if exist "%app%" (
  set ELECTRON_RUN_AS_NODE=1
  "%app%" "%~dp0..\out\main\cli.js" %*
) else (
  node --max-semi-space-size=8 "%~dp0..\out\main\cli.js" %*
)
exit /b %errorlevel%
