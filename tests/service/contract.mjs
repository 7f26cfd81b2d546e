// Holds what the service answers to web/api/openapi.json: status, headers, media type, every member of the body, and which problem
// an operation may give. The document leaves answers open for members to come; here each of them must be told.

import { readFileSync } from 'node:fs';

export const contract = JSON.parse(readFileSync(new URL('../../web/api/openapi.json', import.meta.url)));
const methods = ['get', 'put', 'post', 'delete', 'patch'];

/// {method, path, operation, match} of every operation: path as the document has it, match: of a real one.
export const operations = Object.entries(contract.paths).flatMap(([path, item]) =>
  methods
    .filter((method) => method in item)
    .map((method) => ({
      method: method.toUpperCase(),
      path,
      operation: item[method],
      parameters: [...(item.parameters ?? []), ...(item[method].parameters ?? [])].map(resolved),
      match: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`),
    })),
);

export const operationOf = (method, path) => operations.find((one) => one.method === method && one.match.test(path));
/// Whether a path is one of the document's, by whatever method.
export const isDocumented = (path) => operations.some((one) => one.match.test(path));

export function resolved(part) {
  if (!part?.$ref) return part;
  return part.$ref
    .slice(2)
    .split('/')
    .reduce((at, name) => at[name.replace(/~1/g, '/').replace(/~0/g, '~')], contract);
}

const isDay = (text) =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  !Number.isNaN(Date.parse(`${text}T00:00Z`)) &&
  new Date(`${text}T00:00Z`).toISOString().startsWith(text);
const formats = {
  date: isDay,
  'date-time': (text) =>
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(text) &&
    isDay(text.slice(0, 10)) &&
    !Number.isNaN(Date.parse(text)),
  uri: (text) => {
    try {
      return Boolean(new URL(text));
    } catch {
      return false;
    }
  },
};

/// The schema as strict as it says: an object that lists members has no others, unless it says that it may.
function closed(schema) {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== 'object') return schema;
  const copy = Object.fromEntries(
    Object.entries(schema).map(([name, value]) => [
      name,
      name === 'enum' || name === 'const' || name === 'examples' ? value : closed(value),
    ]),
  );
  if (
    copy.properties &&
    typeof copy.properties === 'object' &&
    copy.type === 'object' &&
    !('additionalProperties' in copy)
  )
    copy.additionalProperties = false;
  return copy;
}

// Without npm's packages answers are not held to anything: openapi.test.mjs says so.
const Ajv = await import('ajv/dist/2020.js').then(
  (module) => module.default.default ?? module.default,
  () => null,
);
export const isChecking = Ajv !== null;
const ajv =
  isChecking &&
  new Ajv({ formats, allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false, strictTypes: false });
if (isChecking) {
  for (const word of ['components', 'openapi', 'info', 'servers', 'security', 'tags', 'paths', 'x-problems'])
    ajv.addKeyword({ keyword: word });
  ajv.addSchema({ $id: 'answers', components: { schemas: closed(contract.components.schemas) } });
  ajv.addSchema({ $id: 'requests', components: { schemas: contract.components.schemas } });
}
const validators = new Map();
/// null when the value fits, else what is wrong with it. `of`: answers are closed, requests as the document has them.
export function faultOf(schema, value, of = 'answers') {
  if (!isChecking) return null;
  const key = `${of} ${JSON.stringify(schema)}`;
  if (!validators.has(key))
    validators.set(
      key,
      ajv.compile(
        JSON.parse(
          JSON.stringify(of === 'answers' ? closed(schema) : schema).replaceAll(
            '"#/components/',
            `"${of}#/components/`,
          ),
        ),
      ),
    );
  const validate = validators.get(key);
  return validate(value)
    ? null
    : validate.errors
        .slice(0, 5)
        .map((e) => `${e.instancePath || 'the body'} ${e.message} ${JSON.stringify(e.params)}`)
        .join('; ');
}

const ofAny = contract.components.responses.Problem['x-problems'];
// What comes before a route is looked for, or says that there is none.
const strays = new Set([
  ...ofAny,
  'no-such-route',
  'wrong-method',
  'not-signed-in',
  'foreign-origin',
  'not-found',
  'too-many-requests',
  'no-such-case',
  'no-such-process',
  'no-such-calendar',
  'beyond-calendar',
  'malformed-json',
  'wrong-type',
  'invalid-member',
]);

function faultOfProblem(status, type, body) {
  if (type !== 'application/problem+json') return `a refusal is application/problem+json, not ${type}`;
  const fault = faultOf({ $ref: '#/components/schemas/Problem' }, body);
  if (fault) return fault;
  for (const one of body.errors ?? [body])
    if (/^invalid-(member|attribute)$/.test(one.code) && !one.reason)
      return `${one.code} of ${one.field} says no reason, for which the pages would have words`;
  if (body.status !== status) return `its status is ${status}, but it says ${body.status}`;
  if (body.type !== `urn:bandian:problem:${body.code}`) return `its type is ${body.type}, but its code ${body.code}`;
  return null;
}

/// null when the answer is one the document tells of, else what is wrong. `answer`: {status, headers (a Headers), text; undefined: not read}.
export function faultOfAnswer(method, path, { status, headers, text }) {
  const type = (headers.get('Content-Type') ?? '').split(';')[0];
  const json = () => {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  };
  const found = operationOf(method, path);
  if (!found) {
    if (method === 'HEAD' || (status === 404 && method === 'OPTIONS')) return null;
    if (status < 400) return `nothing is told of ${method} ${path}`;
    return (
      faultOfProblem(status, type, json()) ??
      (strays.has(json().code) ? null : `nothing is told of ${method} ${path}, which knows of ${json().code}`)
    );
  }
  const told = found.operation.responses[status];
  const response = resolved(told ?? found.operation.responses.default);
  if (!told && status < 400) return `a ${status} is not told of`;
  for (const [name, header] of Object.entries(response.headers ?? {})) {
    const { required, schema } = resolved(header),
      value = headers.get(name);
    if (value === null ? required : faultOf(schema, value))
      return value === null ? `the header ${name} is missing` : `the header ${name}: ${faultOf(schema, value)}`;
  }
  if (status >= 400) {
    const fault = faultOfProblem(status, type, json());
    if (fault) return fault;
    if (!ofAny.includes(json().code) && !(told && found.operation['x-problems'].includes(json().code)))
      return `${json().code} (${status}) is none of its problems`;
    return null;
  }
  if (!response.content) return text ? `it has no body, but this one has ${text.length} characters` : null;
  const content = response.content[type];
  if (!content) return `its type is ${Object.keys(response.content).join(' or ')}, not ${type}`;
  if (!content.schema || text === undefined) return null;
  return faultOf(content.schema, type === 'application/json' ? json() : text);
}

const decoded = (path) => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

/// The response as it is; throws when it is an answer of the API that the document does not tell of. Files are not read.
export async function checked(method, response) {
  const { pathname } = new URL(response.url),
    path = decoded(pathname);
  if (!isChecking || response.redirected || !/^\/(api\/v1(\/|$)|healthz$|readyz$|metrics$)/.test(path)) return response;
  const isText = /json|^text\//.test(response.headers.get('Content-Type') ?? ''),
    text = isText ? await response.clone().text() : undefined;
  const fault = faultOfAnswer(method, path, { status: response.status, headers: response.headers, text });
  if (fault)
    throw new Error(
      `${method} ${path} was answered ${response.status} otherwise than web/api/openapi.json tells: ${fault}\n${(text ?? '').slice(0, 500)}`,
    );
  return response;
}
