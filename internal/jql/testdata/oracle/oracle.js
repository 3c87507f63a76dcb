// Answers, for each line of standard input that holds a query as a JSON string,
// with a line of JSON: what Jira's own parser says about the query.
//
//   ok       whether it is valid
//   orderBy  where its ORDER BY starts, in bytes of UTF-8; -1 without one
//   tree     what it means, as nested arrays; null where it is not valid, and
//            null in place of a text that holds an escape, which that parser
//            leaves as written
//
// With the argument --reserved it prints a JSON array instead: the words that
// the parser's authors list as reserved.
'use strict';

const readline = require('readline');
const { JastBuilder, RESERVED_WORDS } = require('@atlaskit/jql-ast');

const text = (node) => (node.text.includes('\\') ? null : node.value);

function field(node) {
  const custom = /^cf\s*\[\s*0*(\d+)\s*\]/i.exec(node.text);
  const name = custom ? `cf[${custom[1]}]` : text(node);
  return [name, (node.properties ?? []).map((p) => [text(p.key), p.path.map(text)])];
}

function operand(node) {
  switch (node.operandType) {
    case 'keyword':
      return ['empty'];
    case 'value':
      return ['value', text(node)];
    case 'function':
      return ['function', text(node.function), node.arguments.map(text)];
    case 'list':
      return ['list', node.values.map(operand)];
    default:
      throw new Error(`unknown operand ${node.operandType}`);
  }
}

function clause(node) {
  switch (node.clauseType) {
    case 'compound':
      return [node.operator.value, node.clauses.map(clause)];
    case 'not':
      return ['not', [clause(node.clause)]];
    case 'terminal':
      return [
        'clause',
        field(node.field),
        node.operator.value,
        node.operand ? operand(node.operand) : null,
        node.predicates.map((p) => [p.operator.value, operand(p.operand)]),
      ];
    default:
      throw new Error(`unknown clause ${node.clauseType}`);
  }
}

function sortKey(node) {
  const down = node.direction !== undefined && node.direction.value.toLowerCase() === 'desc';
  return [field(node.field), down];
}

function judge(jql) {
  const { query, errors } = new JastBuilder().build(jql);
  if (errors.length > 0) {
    return { ok: false, orderBy: -1, tree: null };
  }
  const { where, orderBy } = query;
  // The parser counts code points.
  const before = orderBy ? [...jql].slice(0, orderBy.operator.position[0]).join('') : '';
  return {
    ok: true,
    orderBy: orderBy ? Buffer.byteLength(before) : -1,
    tree: [where ? clause(where) : null, orderBy ? orderBy.fields.map(sortKey) : []],
  };
}

if (process.argv[2] === '--reserved') {
  process.stdout.write(JSON.stringify([...RESERVED_WORDS]));
} else {
  readline.createInterface({ input: process.stdin }).on('line', (line) => {
    process.stdout.write(`${JSON.stringify(judge(JSON.parse(line)))}\n`);
  });
}
