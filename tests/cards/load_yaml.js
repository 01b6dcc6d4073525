// Reads a JSON list of YAML texts from stdin and writes what js-yaml makes of each:
// node load_yaml.js PATH_OF_JS_YAML
const yaml = require(process.argv[2])

function plain(value) {
  if (value instanceof Date) return { $date: value.toISOString() }
  if (typeof value === 'number' && !Number.isFinite(value)) return { $number: String(value) }
  if (Array.isArray(value)) return value.map(plain)
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
  }
  return value === undefined ? null : value
}

function load(text) {
  try {
    return { data: plain(yaml.load(text)) }
  } catch (error) {
    return { error: String(error.message) }
  }
}

const texts = JSON.parse(require('fs').readFileSync(0, 'utf8'))
console.log(JSON.stringify(texts.map(load)))
