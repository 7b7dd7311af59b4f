import { MB, debian, alpine, ubuntu, official, shell, procps, type KnownImage } from './known-image.ts';
import { nodeReleases, pythonReleases } from './releases.ts';

/** Docker Hub's official language runtimes and build tools. */
export const languages: readonly KnownImage[] = [
  official('bash', 5 * MB, shell, { versions: ['3', '4', '5'], variants: alpine }, { distribution: 'alpine' }),
  official(
    'node',
    392_204_117,
    shell,
    {
      versions: ['0.10-0.12', ...Array.from({ length: 22 }, (_, index) => String(4 + index))],
      variants: [...alpine, ...debian],
      names: ['lts', 'current', 'lts-alpine', 'lts-slim', 'current-alpine', 'current-slim'],
    },
    {
      smallSizeBytes: 52 * MB,
      programs: ['node', 'npm', 'npx', 'yarn', 'curl', 'wget', 'python3', ...procps],
      byRelease: {
        releases: nodeReleases,
        env: (release) => ({ NODE_VERSION: release, YARN_VERSION: '1.22.22' }),
      },
    },
  ),
  official(
    'python',
    365_771_402,
    shell,
    { versions: ['2.7-2.7', '3.3-3.14'], variants: [...alpine, ...debian, 'rc'] },
    {
      smallSizeBytes: 45 * MB,
      programs: ['python', 'python3', 'pip', 'pip3', 'curl', 'wget', ...procps],
      byRelease: { releases: pythonReleases, env: (release) => ({ LANG: 'C.UTF-8', PYTHON_VERSION: release }) },
    },
  ),
  official(
    'golang',
    301_502_884,
    shell,
    { versions: ['1.5-1.25'], variants: [...alpine, ...debian] },
    { smallSizeBytes: 78 * MB, programs: ['go', 'gofmt', 'curl', 'wget', 'git', ...procps] },
  ),
  official(
    'ruby',
    380 * MB,
    shell,
    { versions: ['2.0-2.7', '3.0-3.4'], variants: [...alpine, ...debian] },
    { smallSizeBytes: 70 * MB, programs: ['ruby', 'irb', 'gem', 'bundle'] },
  ),
  official(
    'php',
    180 * MB,
    shell,
    { versions: ['5.3-5.6', '7.0-7.4', '8.0-8.4'], variants: ['apache', 'fpm', 'cli', 'zts', ...alpine, ...debian] },
    { smallSizeBytes: 35 * MB, programs: ['php', 'apache2-foreground', 'php-fpm'] },
  ),
  official(
    'perl',
    335_120_773,
    shell,
    { versions: ['5.18-5.42'], variants: [...debian, 'threaded'] },
    { smallSizeBytes: 60 * MB, programs: ['perl', 'curl'] },
  ),
  official(
    'openjdk',
    244_103_291,
    shell,
    {
      versions: ['6', '7', '8', '9', '10', '11', '12', '13', '14', '15', '16', '17', '18', '19', '20', '21', '22'],
      variants: ['jdk', 'jre', 'oracle', 'ea', ...alpine, ...debian],
    },
    { smallSizeBytes: 100 * MB, programs: ['java', 'javac', 'jshell', 'curl'] },
  ),
  official(
    'eclipse-temurin',
    215_744_310,
    shell,
    {
      versions: ['8', '11', '16', '17', '18', '19', '20', '21', '22', '23', '24', '25'],
      variants: ['jdk', 'jre', 'ubi', 'minimal', 'centos', ...alpine, ...ubuntu],
      names: ['8u412-b08-jdk'],
    },
    { smallSizeBytes: 80 * MB, programs: ['java', 'javac', 'curl', 'wget'] },
  ),
  official(
    'amazoncorretto',
    220 * MB,
    shell,
    { versions: ['8', '11', '17', '21', '24', '25'], variants: ['jdk', 'al', 'headless', ...alpine] },
    { smallSizeBytes: 100 * MB, programs: ['java', 'javac'] },
  ),
  official(
    'maven',
    320 * MB,
    shell,
    {
      versions: ['3.2-3.9', '4.0-4.0'],
      variants: ['eclipse', 'temurin', 'amazoncorretto', 'openjdk', 'jdk', ...alpine, ...debian],
    },
    { programs: ['mvn', 'java'] },
  ),
  official(
    'gradle',
    350 * MB,
    shell,
    { versions: ['4', '5', '6', '7', '8', '9'], variants: ['jdk', 'jre', ...alpine, ...ubuntu] },
    { programs: ['gradle', 'java'] },
  ),
];
