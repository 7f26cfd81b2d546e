// The statements a command runs, as PostgreSQL's own log tells them, turned into a script for pgbench: so that what is
// compared stays the same whatever the service comes to do.

import { readFile, stat } from 'node:fs/promises';
import { sql, until } from './machine.mjs';

/// Runs `command()`, which gives the key it sent, and reads what it had PostgreSQL do: [{text, parameters}], with the marks
/// caseMark, keyMark, versionMark and nextMark where the case, the key and its versions stood.
export async function statementsOf({ cluster, data, caseNo, version }, command) {
  const log = `${data}/postgres.log`;
  // Of itself its log tells no values; connections that begin now do.
  sql(cluster, `alter role bandian_service set log_error_verbosity = 'default'`);
  sql(cluster, `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'bandian_service'`);
  sql(cluster, `alter system set log_statement = 'all'`);
  sql(cluster, 'select pg_reload_conf()');
  const from = (await stat(log)).size;
  await until(
    async () => /statement:|execute/.test((await readFile(log)).subarray(from).toString()),
    'the log of statements',
    100,
    10_000,
  );
  const key = await command();
  sql(cluster, 'alter system reset log_statement');
  sql(cluster, 'alter role bandian_service reset log_error_verbosity');
  sql(cluster, 'select pg_reload_conf()');
  const text = (await readFile(log)).subarray(from).toString();
  const found = [];
  for (const [, statement, list] of text.matchAll(
    /LOG: {2}execute \S+: (.*\n(?:\t.*\n)*)[^\n]*DETAIL: {2}parameters: (.*)\n/g,
  )) {
    const parameters = [...list.matchAll(/\$\d+ = (?:NULL|'((?:[^']|'')*)')/g)].map(
      ([, value]) => value?.replaceAll("''", "'") ?? null,
    );
    if (!parameters.some((value) => value === caseNo || value === key || value?.includes(`"${caseNo}"`))) continue;
    found.push({
      text: statement
        .replace(/^\t/gm, '')
        .replace(/^--.*\n/gm, '')
        .trim(),
      parameters: parameters.map((value) => marked(value, caseNo, key, version)),
    });
  }
  if (found.length < 2)
    throw new Error(
      `Expected the log to tell at least two statements of a command, but it tells ${found.length}:\n${text.slice(0, 4000)}`,
    );
  return found;
}

const caseMark = '%1$s',
  keyMark = '%2$s',
  versionMark = '%3$s',
  nextMark = '%4$s';

function marked(value, caseNo, key, version) {
  if (value === null) return { expression: 'null' };
  if (value === caseNo) return { expression: `'B' || :case` };
  if (value === key) return { expression: ':key::text' };
  if (!value.startsWith('{')) return { expression: literal(value) };
  const bare = '\u0001'; // round a mark that is no JSON text
  const json = JSON.parse(value, (name, inner) =>
    inner === caseNo
      ? caseMark
      : inner === key
        ? keyMark
        : name === 'expected' && inner === version
          ? `${bare}${versionMark}${bare}`
          : name === 'number' && inner === version + 1
            ? `${bare}${nextMark}${bare}`
            : typeof inner === 'string'
              ? inner.replaceAll('%', '%%')
              : inner,
  );
  const text = JSON.stringify(json).replace(/"\\u0001(.*?)\\u0001"/g, '$1');
  for (const mark of [caseMark, keyMark, versionMark, nextMark])
    if (!text.includes(mark))
      throw new Error(
        `Expected the command's JSON to hold the case, the key and both versions, but ${mark} is missing: ${text}`,
      );
  return { expression: `format(${literal(text)}, 'B' || :case, :key::text, :version::int, :version::int + 1)` };
}

/// Without a bare colon, which pgbench would take for one of its variables.
const literal = (text) => `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll(':', '\\x3a')}'`;

function forPgbench({ text, parameters }, ending) {
  // \gset takes the columns by their names, of which only the case's own version is wanted.
  const safe = text
    .replace(/\b(?!c\.)(\w+)\.version\b(?=\s*(?:,|from\b))/g, '$1.version as other_version')
    .replace(/'(?:[^']|'')*'/g, (quoted) =>
      /:[a-z]/i.test(quoted) ? literal(quoted.slice(1, -1).replaceAll("''", "'")) : quoted,
    );
  return safe.replace(/\$(\d+)/g, (_, n) => `(${parameters[n - 1].expression})`) + ending;
}

/// A command on a case of the client's own, of `cases` from B:first on; one at an even distance from `firstVersion` is not held.
export function pgbenchScript({ cases, firstVersion, hold, resume }) {
  const loading = hold.filter((statement) => !/append_events/.test(statement.text));
  const writing = (statements) =>
    forPgbench(
      statements.find((statement) => /append_events/.test(statement.text)),
      ';\n',
    );
  return [
    `\\set case :first + :client_id + :clients * random(0, ${cases} / :clients - 1)\n\\set key random(1, 9000000000000000000)\n`,
    ...loading.map((statement) => forPgbench(statement, /from case_file/.test(statement.text) ? ' \\gset\n' : ';\n')),
    `\\set odd (:version - ${firstVersion}) % 2\n\\if :odd\n${writing(resume)}\\else\n${writing(hold)}\\endif\n`,
  ].join('');
}
