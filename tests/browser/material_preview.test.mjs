// A file that was handed in is looked at on the page of its case: page by page, on a telephone and in English, too.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { phone } from './browser.mjs';
import { button, go, startSittings } from './sitting.mjs';
import { people } from './staff.mjs';

/// A page a word.
const pdf = (...words) =>
  Buffer.from(
    [
      '%PDF-1.4',
      '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj',
      `2 0 obj<</Type/Pages/Count ${words.length}/Kids[${words.map((_, i) => `${4 + 2 * i} 0 R`).join(' ')}]>>endobj`,
      '3 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj',
      ...words.flatMap((word, i) => {
        const text = `BT/F1 48 Tf 72 700 Td(${word})Tj ET`,
          looks = '/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>';
        return [
          `${4 + 2 * i} 0 obj<</Type/Page/Parent 2 0 R${looks}/Contents ${5 + 2 * i} 0 R>>endobj`,
          `${5 + 2 * i} 0 obj<</Length ${text.length}>>stream\n${text}\nendstream endobj`,
        ];
      }),
      'trailer<</Root 1 0 R>>',
      '%%EOF',
      '',
    ].join('\n'),
  );

describe('a file is looked at without being opened', () => {
  let desk, caseNo;
  before(async () => {
    desk = await startSittings('2018-10-08T09:00:00+08:00', 'preview');
    caseNo = await desk.caseAt('submitted', '周村丝绸厂', '周村区丝绸路17号');
  });
  after(() => desk.stop());

  const drawn = (page, words) =>
    page.waitForFunction((alt) => {
      const picture = document.querySelector('.preview img');
      return picture?.alt.includes(alt) && picture.complete && picture.naturalHeight === 1600;
    }, words);

  test('its pages are turned', () =>
    desk.sitting(people.manager, {}, async ({ page, shoot, assertAccessible, assertFits }) => {
      await go(page, `#/case/${caseNo}`);
      const file = { name: '说明.doc', mimeType: 'application/pdf', buffer: pdf('One', 'Two') };
      await page.getByLabel('上传：用电人有效身份证明').setInputFiles(file);
      await page.getByRole('link', { name: '说明.pdf' }).waitFor();
      await button(page, '预览').click();
      await drawn(page, '第 1 页，共 2 页');
      assert.ok(await button(page, '上一页').isDisabled());
      await button(page, '下一页').click();
      await drawn(page, '第 2 页，共 2 页');
      assert.ok(await button(page, '下一页').isDisabled());
      await shoot('desk');
      await assertAccessible();
      await assertFits();
      await button(page, '收起').click();
      assert.equal(await page.locator('.preview').count(), 0);
    }));

  test('on a telephone, in English', () =>
    desk.sitting(people.manager, { size: phone, expects: ['cases 415'] }, async ({ page, shoot, assertFits }) => {
      await go(page, `#/case/${caseNo}`);
      await page.locator('#language').click();
      await button(page, 'Preview').click();
      await drawn(page, 'page 1 of 2');
      await shoot('phone');
      await assertFits();
      await page
        .getByLabel(/^Upload: /)
        .first()
        .setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('x') });
      await page.getByText('Only PDF, JPEG').waitFor();
    }));
});
