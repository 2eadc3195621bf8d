import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

const JAVA_VERSION_MIN = 17;

/** The checkout, also for a copy of this file in a build folder. */
function checkout() {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

const pom = join(checkout(), 'tools/kafka/pom.xml');
export const kafkaVersion = /<artifactId>kafka_.*\s*<version>(.+)<\/version>/.exec(
  readFileSync(pom, 'utf8'),
)[1];

const cache = join(checkout(), '.cache/kafka');
const jarsFolder = join(cache, 'lib');
const haveJars = () => existsSync(join(jarsFolder, `kafka_2.13-${kafkaVersion}.jar`));

const { JAVA_HOME } = process.env;
export const javaProgram = JAVA_HOME ? join(JAVA_HOME, 'bin/java') : 'java';

// Made for a quick start and little memory, not for throughput.
const JVM = ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
const LOGGER = 'org.slf4j.simpleLogger';
const LOGGING = [`-D${LOGGER}.showDateTime=true`, `-D${LOGGER}.dateTimeFormat=HH:mm:ss.SSS`];

/** The words after `java` that run one of Kafka’s programs; these come last. */
export const java = (...words) => [...JVM, ...LOGGING, '-cp', join(jarsFolder, '*'), ...words];

// Maven’s command is a script, and on Windows only a shell starts scripts.
const asScript = { shell: process.platform === 'win32' };

/** What has to be installed before Kafka can start here, as a sentence; undefined where nothing is missing. */
export function whatKafkaLacks() {
  const { stderr } = spawnSync(javaProgram, ['-version'], { encoding: 'utf8' });
  const version = /version "(?:1\.)?(\d+)/.exec(stderr ?? '')?.[1];
  if (version === undefined || Number(version) < JAVA_VERSION_MIN) {
    const found = version === undefined ? 'none was found' : `found was Java ${version}`;
    return (
      `Apache Kafka ${kafkaVersion} needs Java ${JAVA_VERSION_MIN} or later; ${found}. ` +
      'Install a JRE (Debian and Ubuntu: apt-get install openjdk-17-jre-headless; ' +
      'macOS: brew install openjdk@17) and have `java` in the PATH, or set JAVA_HOME.'
    );
  }
  if (haveJars()) return undefined;
  const { status } = spawnSync('mvn', ['--version'], asScript);
  return status === 0
    ? undefined
    : `Apache Kafka ${kafkaVersion} is fetched by Maven, and \`mvn\` was not found. ` +
        'Install it (Debian and Ubuntu: apt-get install maven; macOS: brew install maven).';
}

/**
 * Fetches Kafka's jars into .cache/kafka/lib, once. `progress` is called with the number of files and bytes
 * fetched so far. Two that fetch at the same time do not disturb each other: the folder appears whole.
 */
export async function fetchJars(progress = () => {}) {
  if (haveJars()) return;
  const own = join(cache, `lib.${process.pid}`);
  rmSync(own, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  try {
    await copyDependencies(own, progress);
    if (haveJars()) return; // another one was faster
    rmSync(jarsFolder, { recursive: true, force: true }); // of another version
    renameSync(own, jarsFolder);
  } catch (error) {
    if (!haveJars()) throw error;
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

const UNITS = { B: 1, kB: 1e3, MB: 1e6 };
const SAID_LINES_MAX = 20;

async function copyDependencies(folder, progress) {
  const words = ['-B', '-f', pom, 'dependency:copy-dependencies', '-DincludeScope=runtime'];
  const maven = spawn('mvn', [...words, `-DoutputDirectory=${folder}`], {
    ...asScript,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = () => maven.kill();
  process.once('exit', end);
  const said = [];
  let files = 0;
  let bytes = 0;
  const listen = (line) => {
    const fetched = /Downloaded .*\(([\d.]+) (B|kB|MB) /.exec(line);
    if (fetched) progress(++files, (bytes += Number(fetched[1]) * UNITS[fetched[2]]));
    else if (!/Downloading |Progress /.test(line)) said.push(line);
    if (said.length > SAID_LINES_MAX) said.shift();
  };
  for (const stream of [maven.stdout, maven.stderr]) {
    createInterface({ input: stream }).on('line', listen);
  }
  const status = await new Promise((resolve, reject) => {
    maven.once('error', reject).once('close', resolve);
  });
  process.off('exit', end);
  if (status !== 0) {
    const reasons = said.filter((line) => /^\[ERROR\] ./.test(line));
    const words = (reasons.length > 0 ? reasons : said).join('\n');
    throw new Error(`Maven could not fetch Apache Kafka ${kafkaVersion}:\n${words}`);
  }
}
