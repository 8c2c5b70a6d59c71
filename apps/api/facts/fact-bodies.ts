const example = {
  specversion: '1.0',
  type: 'hawiya.fact.violation-settled.v1',
  source: '/traffic',
  id: '2026-03-01-000042',
  subject: 'iqama:2456789011',
  time: '2026-03-01T09:00:00Z',
  datacontenttype: 'application/json',
  data: { violationId: 'T-900142' },
};

const event = { $ref: '#/components/schemas/Fact' };

/** The request bodies of `POST /v1/facts`. */
export const FACT_BODIES = {
  required: true,
  content: {
    'application/cloudevents+json': { schema: event, example },
    'application/cloudevents-batch+json': {
      schema: { type: 'array', maxItems: 500, items: event },
      example: [example],
    },
    'application/json': {
      schema: { description: 'Binary mode: the data alone, the attributes in ce-… headers', type: 'object' },
      example: example.data,
    },
  },
};
