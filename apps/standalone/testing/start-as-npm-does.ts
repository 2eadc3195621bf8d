import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Starts the engine through a shell, as npm runs its scripts, and passes no signal on. */
const main = join(import.meta.dirname, '../main.ts');
const words = [...process.execArgv, main, '--empty', '--stop-with-parent'];
const command = [process.execPath, ...words].map((word) => `'${word}'`).join(' ');
spawn('/bin/sh', ['-c', `${command}; true`], { stdio: ['ignore', 'inherit', 'inherit'] });
