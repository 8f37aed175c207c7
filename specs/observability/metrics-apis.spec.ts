import { check, inventory, metricsApiAnswers } from 'shakedown';

describe('The APIs for metrics answer what HPAs ask', () => {
  const { horizontalPodAutoscalers: found } = inventory();
  const hpas = 'items' in found ? found.items : [];

  for (const api of ['resource', 'custom', 'external'] as const) {
    const answers = metricsApiAnswers(api, hpas);

    check(
      answers.title,
      { id: `observability/metrics-api/${api}`, uses: [answers] },
      async ({ cluster, measure, skip, absent }) => {
        const { seen } = await cluster.until(answers);
        if (seen.served !== true) {
          const fact = `the API for ${api} metrics is not served, and no HPA asks for it`;
          if (api === 'external') absent('external-metrics', fact);
          skip(fact);
        }
        measure({ id: 'questions', value: seen.asked, unit: 'count' });
      },
    );
  }
});
