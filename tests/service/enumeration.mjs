// Guessing at the public status: tries with wrong codes on cases that exist and on numbers that do not, in an order that chance makes,
// on one connection; and whether anything in the answers, or in how long they took, tells the two apart.

import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const aCase = 18; // wrong codes on one number: two fewer than make it wait
export const absentNumber = (i) => `ZC2018-${String(900_000 + i)}`;

/// Asks on one connection that stays. Gives {status, headers, text, micros}.
export function oneConnection(origin) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (path, headers = {}, { method = 'GET', body } = {}) =>
    new Promise((resolve, reject) => {
      const began = process.hrtime.bigint();
      const asked = request(
        origin + path,
        {
          agent,
          method,
          headers: {
            ...headers,
            ...(body && { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }),
          },
        },
        (response) => {
          const chunks = [];
          response.on('data', (chunk) => chunks.push(chunk));
          response.once('error', reject);
          response.once('end', () =>
            resolve({
              micros: Number(process.hrtime.bigint() - began) / 1000,
              status: response.statusCode,
              headers: response.headers,
              text: Buffer.concat(chunks).toString(),
            }),
          );
        },
      );
      asked.once('error', reject);
      asked.end(body);
    });
  return { ask, close: () => agent.destroy() };
}

/// The chance that two samples of one distribution differ in their ranks as much as these (Mann–Whitney, two-sided, normal approximation:
/// for some hundreds each; ties shared). It asks whether one tends to be larger, so a few slow answers weigh no more than others.
export function sameRanks(a, b) {
  const all = [...a.map((value) => ({ value, first: true })), ...b.map((value) => ({ value, first: false }))].sort(
    (x, y) => x.value - y.value,
  );
  let ranks = 0,
    ties = 0;
  for (let i = 0; i < all.length;) {
    let end = i;
    while (end < all.length && all[end].value === all[i].value) ++end;
    const rank = (i + 1 + end) / 2,
      many = end - i;
    ties += many ** 3 - many;
    for (; i < end; ++i) if (all[i].first) ranks += rank;
  }
  const n = a.length,
    m = b.length,
    total = n + m;
  const u = ranks - (n * (n + 1)) / 2,
    mean = (n * m) / 2;
  const deviation = Math.sqrt(((n * m) / 12) * (total + 1 - ties / (total * (total - 1))));
  return erfc(Math.abs(u - mean) / deviation / Math.SQRT2);
}

/// Complementary error function (Numerical Recipes' Chebyshev fit: good to 1e-7 of itself).
function erfc(x) {
  const t = 1 / (1 + 0.5 * x);
  return (
    t *
    Math.exp(
      -x * x -
        1.26551223 +
        t *
          (1.00002368 +
            t *
              (0.37409196 +
                t *
                  (0.09678418 +
                    t *
                      (-0.18628806 +
                        t *
                          (0.27886807 + t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277)))))))),
    )
  );
}

export const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

/// Everything an answer tells besides its time and what is new in each.
const told = ({ status, headers, text }) =>
  JSON.stringify([
    status,
    Object.entries(headers).filter(([name]) => name !== 'x-request-id' && name !== 'date'),
    text,
  ]);

/// `count` tries. Fails when any two answers differ in a sign. Gives the times of both kinds in µs, and those of right codes beside them.
export async function guess(service, count, { cases, random = Math.random }) {
  const each = Math.ceil(count / 2),
    many = Math.ceil(each / aCase);
  assert.ok(cases.length >= many, `${many} cases are needed`);
  const tries = [];
  for (let i = 0; i < each; ++i)
    tries.push({ kind: 'wrong', number: cases[i % many].caseNo }, { kind: 'absent', number: absentNumber(i % many) });
  // Now and then a right one: what a look-up takes.
  for (let i = 0; i < Math.min(cases.length, 500); ++i)
    tries.push({ kind: 'right', number: cases[i].caseNo, code: cases[i].receiptCode });
  for (let i = tries.length - 1; i > 0; --i) {
    const j = Math.floor(random() * (i + 1));
    [tries[i], tries[j]] = [tries[j], tries[i]];
  }
  const times = { wrong: [], absent: [], right: [] },
    answers = new Map();
  const { ask, close } = oneConnection(service.origin);
  for (let i = 0; i < 50; ++i)
    await ask(`/api/v1/status/${absentNumber(99_000 + i)}`, { 'X-Receipt-Code': '0000000000' }); // warm
  for (const { kind, number, code } of tries) {
    const guessed = code ?? Array.from({ length: 10 }, () => alphabet[Math.floor(random() * 32)]).join('');
    const answer = await ask(`/api/v1/status/${number}`, { 'X-Receipt-Code': guessed });
    times[kind].push(answer.micros);
    if (kind === 'right') assert.equal(answer.status, 200, answer.text);
    else answers.set(told(answer), `${kind} ${number}`);
  }
  close();
  assert.deepEqual(
    [...answers.keys()].length,
    1,
    `the answers differ:\n${[...answers]
      .slice(0, 3)
      .map(([what, on]) => `${on}: ${what}`)
      .join('\n')}`,
  );
  assert.equal(JSON.parse([...answers.keys()][0])[0], 404);
  return times;
}

/// Whether the times tell wrong codes from absent cases. That it could tell is shown on the same times: `planted` µs more on one kind.
export function judge({ wrong, absent, right }) {
  const lookup = median(right) - median(wrong);
  let least = 1;
  while (
    sameRanks(
      wrong.map((time) => time + least),
      absent,
    ) > 1e-3 &&
    least < 1e6
  )
    least *= 1.1;
  return {
    tries: wrong.length + absent.length,
    medians: { wrong: Math.round(median(wrong)), absent: Math.round(median(absent)), right: Math.round(median(right)) },
    p: sameRanks(wrong, absent),
    leastFound: Math.round(least),
    lookup: Math.round(lookup),
    ofLookup: sameRanks(
      wrong.map((time) => time + lookup / 4),
      absent,
    ),
    ofRight: sameRanks(wrong, right),
  };
}
