// The layering of ARCHITECTURE.md as errors. Run by `npm run layers`, which also fails when nothing was read.

const stages = ['collect', 'understand', 'decide', 'engage', 'learn']
const ours = '^src/(collect|understand|decide|engage|learn|govern)/'
const composition = '^src/(app|main|cli)\\.ts$|^src/cli/'
// Tests, and what only tests use: fixtures and generators beside the source.
const test = '\\.test\\.ts$|/testing/|-fixture\\.ts$'

const laterStages = stages.slice(0, -1).map((stage, index) => ({
  name: `${stage}-imports-no-later-stage`,
  comment: 'A stage imports earlier stages, govern and platform. Hand work back through tables and jobs.',
  severity: 'error',
  from: { path: `^src/${stage}/` },
  to: { path: `^src/(${stages.slice(index + 1).join('|')})/` },
}))

module.exports = {
  forbidden: [
    ...laterStages,
    {
      name: 'govern-imports-only-platform',
      severity: 'error',
      from: { path: '^src/govern/' },
      to: { path: `^src/(${stages.join('|')})/` },
    },
    {
      name: 'platform-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^src/platform/', pathNot: test },
      to: { path: '^(src|console|demo|bench|test|examples)/', pathNot: '^src/platform/' },
    },
    {
      name: 'modules-meet-at-their-index',
      comment: 'Another module is reached through its index.ts, its only public face.',
      severity: 'error',
      from: { path: `${ours}([^/]+)/` },
      to: { path: `${ours}[^/]+/`, pathNot: ['^src/$1/$2/', `${ours}[^/]+/index\\.ts$`, test] },
    },
    {
      name: 'composition-meets-modules-at-their-index',
      severity: 'error',
      from: { path: composition, pathNot: test },
      to: { path: `${ours}[^/]+/`, pathNot: `${ours}[^/]+/index\\.ts$` },
    },
    {
      name: 'composition-is-the-root',
      comment: 'app.ts, main.ts and cli are imported by nobody but each other and tests.',
      severity: 'error',
      from: { path: '^src/', pathNot: [composition, test] },
      to: { path: composition },
    },
    {
      name: 'source-imports-no-test-or-bench',
      severity: 'error',
      from: { path: '^src/', pathNot: test },
      to: { path: `^(test|bench|examples)/|${test}` },
    },
    {
      name: 'only-the-composition-imports-the-demo-bank',
      severity: 'error',
      from: { path: '^src/', pathNot: [composition, test] },
      to: { path: '^(demo|console)/' },
    },
    {
      name: 'console-stands-alone',
      comment:
        'The console knows the server by its OpenAPI document only. Both draw the same pictures (#pictures).',
      severity: 'error',
      from: { path: '^console/' },
      to: { path: '^(src|demo|bench|examples)/', pathNot: '^src/learn/pictures/index\\.ts$' },
    },
    {
      name: 'pictures-run-anywhere',
      comment: 'The console draws with them too: they import nothing but themselves and types of ECharts.',
      severity: 'error',
      from: { path: '^src/learn/pictures/', pathNot: test },
      to: { path: '.', pathNot: '^src/learn/pictures/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { pathNot: '^src/platform/' } },
    },
    {
      name: 'no-cycles-at-run-time',
      comment:
        'Context and what it carries name each other as types; that is erased. Nothing else may be circular.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolvable-imports',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(vitest|virtual:)' },
    },
    {
      name: 'source-runs-without-development-packages',
      severity: 'error',
      from: { path: '^src/', pathNot: test },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|data|coverage)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.css'],
    },
  },
}
