/**
 * Who may import whom: the table of ARCHITECTURE.md as rules.
 * A workspace resolves to packages/<name> or apps/<name>, since npm links workspaces by symbolic link.
 */
const TEST = '\\.test\\.tsx?$';
const workspaceTable = {
  'packages/model': [],
  'packages/errors': [],
  'packages/api-client': [],
  'packages/identification': [],
  'packages/reconciliation': ['model', 'identification'],
  'packages/inventory-administration': [],
  'packages/inventory-format': ['errors'],
  'packages/runtime': ['errors'],
  'packages/byte-store': ['errors'],
  'packages/csv': ['errors'],
  'packages/metrics': ['errors'],
  'packages/schedule': ['errors'],
  'packages/migrations': ['errors'],
  'packages/embedded-postgres': ['errors'],
  'apps/inventory-agent': ['inventory-format', 'errors', 'runtime'],
  'apps/web': ['model', 'api-client', 'errors'],
};

const tableRules = Object.entries(workspaceTable).map(([from, allowed]) => ({
  name: `imports-of-${from.replace('/', '-')}`,
  comment: `${from} may import ${allowed.length > 0 ? allowed.join(', ') : 'no workspace package'}`,
  severity: 'error',
  from: { path: `^${from}/`, pathNot: TEST },
  to: { path: '^(packages|apps)/', pathNot: [`^${from}/`, ...allowed.map((name) => `^packages/${name}/`)] },
}));

export default {
  forbidden: [
    ...tableRules,
    {
      name: 'no-app-imports-another-app',
      comment: 'A process is reached over its protocol. The connector reaches the CMDB through api-client.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'packages-import-no-app',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^apps/' },
    },
    {
      name: 'testing-is-for-tests',
      severity: 'error',
      from: { path: '^(apps|packages)/', pathNot: [TEST, '^packages/testing/'] },
      to: { path: '^packages/testing/' },
    },
    {
      name: 'model-runs-in-a-browser',
      severity: 'error',
      from: {
        path: '^(packages/(model|errors|api-client|identification|reconciliation)|apps/web)/src',
        pathNot: TEST,
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'typeorm-only-where-sql-lives',
      comment: 'Services see the type Tx of platform and nothing more of TypeORM.',
      severity: 'error',
      from: {
        pathNot: ['\\.(repository|read-model|entity)\\.ts$', '^apps/cmdb-api/src/platform/', TEST],
      },
      to: { path: 'node_modules/typeorm' },
    },
    {
      name: 'nest-only-in-apps',
      severity: 'error',
      from: { pathNot: '^apps/' },
      to: { path: 'node_modules/@nestjs' },
    },
    {
      name: 'xml-only-where-it-is-known',
      severity: 'error',
      from: {
        pathNot: [
          '^packages/inventory-format/',
          '^apps/connector/src/',
          // Workbooks are XML; nothing else of the CMDB is.
          '^apps/cmdb-api/src/imports/xml-events\\.ts$',
          TEST,
          '^tests/',
        ],
      },
      to: { path: 'node_modules/(saxes|fast-xml-parser|libxslt-wasm)' },
    },
    {
      name: 'entities-and-repositories-stay-in-their-folder',
      comment:
        'A module may call the service or the read model of another module, never its repository or entity.',
      severity: 'error',
      from: { path: '^apps/cmdb-api/src/([^/]+)/', pathNot: [TEST, '^apps/cmdb-api/src/platform/'] },
      to: {
        path: '^apps/cmdb-api/src/[^/]+/.+\\.(repository|entity)\\.ts$',
        pathNot: '^apps/cmdb-api/src/$1/',
      },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^virtual:' },
    },
    {
      name: 'no-undeclared-package',
      severity: 'error',
      from: { path: '^(apps|packages)/', pathNot: TEST },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsConfig: { fileName: 'tsconfig.tests.json' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.d.ts', '.mjs', '.js', '.json'],
    },
  },
};
