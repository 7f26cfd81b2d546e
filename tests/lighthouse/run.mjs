// Lighthouse on the status page of an invented case, and on the form, with the distribution's Chromium. Performance is told, accessibility is judged.

import * as launcher from 'chrome-launcher';
import lighthouse from 'lighthouse';

import { startService } from '../service/service.mjs';

const application = {
  process: 'ten-kilovolt',
  applicant: { name: '李素梅', phone: '13812345678' },
  site: { address: '周村区丝绸路12号' },
  attributes: { capacityKva: 630, supplies: 2 },
};
const plan = {
  line: 'cable',
  externalLineMetres: 420,
  civilWorks: false,
  permits: {
    greenSpace: [{ place: '北郊公园绿地', areaM2: 12, relocation: false }],
    roadOccupation: [{ road: '新建东路', authority: 'police' }],
  },
};

const service = await startService('2018-10-08T09:00:00+08:00');
const chrome = await launcher.launch({
  chromePath: process.env.CHROMIUM || '/usr/bin/chromium',
  chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu'],
});
let barriers = 0;
try {
  const { caseNo, receiptCode } = await service.createCase(application);
  await service.act(caseNo, 'accept', 'complete', { outcome: 'accepted' });
  await service.act(caseNo, 'supply-plan', 'complete', { outcome: 'replied', attributes: plan });
  for (const [page, address] of [
    ['status', `/#${caseNo}/${receiptCode}`],
    ['form', '/'],
    ['guide', '/guide#/ten-kilovolt'],
  ]) {
    const { lhr } = await lighthouse(service.origin + address, {
      port: chrome.port,
      onlyCategories: ['accessibility', 'performance'],
      logLevel: 'error',
    });
    if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
    const { accessibility, performance } = lhr.categories;
    console.log(
      `${page}: accessibility ${accessibility.score}, performance ${performance.score} ` +
        `(first paint ${lhr.audits['first-contentful-paint'].displayValue}, largest ${lhr.audits['largest-contentful-paint'].displayValue}, shift ${lhr.audits['cumulative-layout-shift'].displayValue}, as on a slow phone)`,
    );
    for (const { id } of accessibility.auditRefs) {
      const audit = lhr.audits[id];
      if (audit.score === null || audit.score === 1) continue;
      barriers += 1;
      console.log(
        `  ${id}: ${audit.title}`,
        (audit.details?.items ?? []).map((item) => item.node?.snippet ?? '').join(' '),
      );
    }
  }
} finally {
  await chrome.kill();
  await service.stop();
}
process.exit(barriers ? 1 : 0);
