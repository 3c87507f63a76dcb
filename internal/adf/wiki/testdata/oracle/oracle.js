// Answers, for each line of standard input that holds a text in wiki markup as a
// JSON string, with a line of JSON: the document that Atlassian's own reader
// makes of it, or {"error": …} where it throws.
'use strict';

const readline = require('readline');
const { JSONTransformer } = require('@atlaskit/editor-json-transformer');
const { WikiMarkupTransformer } = require('@atlaskit/editor-wikimarkup-transformer');

const reader = new WikiMarkupTransformer();
const encoder = new JSONTransformer();

function read(text) {
  try {
    return encoder.encode(reader.parse(text));
  } catch (err) {
    return { error: String(err) };
  }
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  process.stdout.write(`${JSON.stringify(read(JSON.parse(line)))}\n`);
});
