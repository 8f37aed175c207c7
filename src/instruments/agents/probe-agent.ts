import { z } from 'zod';
import { ClusterError } from '../../cluster/cluster-error.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Pod } from '../../cluster/kinds/kinds.ts';
import { AGENT_CONTAINER } from './fleet/agent-daemon-set.ts';
import { agentCalls, connectionsPerCall } from './agent-calls.ts';
import { AgentLost } from './fleet/agent-lost.ts';
import {
  agentLimits,
  type CertificateTarget,
  type DnsAnswer,
  type DnsQuestion,
  type HttpTarget,
  type PayloadTarget,
  type TcpTarget,
} from './agent-protocol.ts';
import { agentPod, askAgent, deletedAsTransient } from './ask-agent.ts';
import { inBatches } from './batches.ts';
import { joinedAnswers } from './joined-answers.ts';
import type {
  CertificateAnswer,
  HttpAnswer,
  KubeletAnswer,
  PayloadAnswer,
  ProbeAgent,
  TcpAnswer,
} from './fleet/probe-fleet.ts';
import { logLineCalls } from './log-lines/log-line-calls.ts';
import { requestCalls } from './requests/request-calls.ts';
import { unlessAborted } from '../../time/unless-aborted.ts';

const tcpReply = z.object({
  answers: z.array(
    z.object({
      host: z.string(),
      port: z.number(),
      ok: z.boolean(),
      tried: z.number(),
      failed: z.number(),
      slow: z.number().exactOptional(),
      closed: z.number().exactOptional(),
      error: z.string().exactOptional(),
      seconds: z.number(),
    }),
  ),
});
const payloadReply = z.object({
  answers: z.array(
    z.object({
      host: z.string(),
      port: z.number(),
      reached: z.enum(['nothing', 'connected', 'sent', 'received']),
      error: z.string().exactOptional(),
      seconds: z.number(),
    }),
  ),
});
const certificateReply = z.object({
  answers: z.array(
    z.object({
      host: z.string(),
      port: z.number(),
      chain: z.array(z.object({ subject: z.string(), notBefore: z.string(), notAfter: z.string() })),
      names: z.string().exactOptional(),
      distrust: z.string().exactOptional(),
      error: z.string().exactOptional(),
      seconds: z.number(),
    }),
  ),
});
const httpReply = z.object({
  answers: z.array(
    z.object({
      host: z.string(),
      port: z.number(),
      status: z.number().exactOptional(),
      error: z.string().exactOptional(),
      seconds: z.number(),
    }),
  ),
});
const dnsReply = z.object({
  answers: z.array(
    z.object({
      name: z.string(),
      type: z.enum(['A', 'AAAA', 'SRV']),
      lost: z.number().exactOptional(),
      records: z.array(z.string()),
      error: z.string().exactOptional(),
      seconds: z.number(),
    }),
  ),
});

/** What is needed to call an agent. */
export interface AgentAccess {
  cluster: Cluster;
  namespace: string;
  node: string;
  pod: Pod;
  token: string;
  nameservers: readonly string[];
  clusterDomain: string;
  /** How many connections the agent opens per second. */
  perSecond: number;
  /** The least time between two calls to connect, in milliseconds: the calls to all agents go through the API server. @default 0 */
  betweenMs?: number;
  /** Fires at the end of the run. */
  signal: AbortSignal;
  /** Timeout for the kubelet's answer, in milliseconds; for tests. */
  kubeletMs?: number;
}

/**
 * The agent on one node. The requests of many checks are joined to few calls. These calls belong to the run and not to the caller, so that
 * one check at its timeout does not end what others wait for.
 */
export function probeAgent(access: AgentAccess): ProbeAgent {
  const { cluster, namespace, node, pod, token, nameservers, clusterDomain, perSecond, signal } = access;
  const { kubeletMs = agentCalls.kubeletMs, betweenMs = 0 } = access;

  const call = async <Reply>(path: string, body: object, schema: z.ZodType<Reply>): Promise<Reply> => {
    const { status, body: text } = await askAgent({
      ...{ cluster, namespace, node, signal, path },
      body: { token, ...body },
      timeoutMs: agentCalls.callMs,
      withinMs: agentCalls.askMs,
      isSlow: path === '/tcp',
    });
    if (status !== 200) throw new AgentLost(node, `it answered ${status}: ${text.slice(0, 500)}`);
    return schema.parse(JSON.parse(text));
  };

  const most = connectionsPerCall(perSecond);
  const connectTimes = { timeoutMs: agentCalls.connectMs, holdMs: agentCalls.holdMs };
  const connect = inBatches<TcpTarget, TcpAnswer>({
    most,
    weight: ({ times = 1 }) => times,
    atOnce: agentCalls.connectCalls,
    betweenMs,
    send: async (targets) => (await call('/tcp', { targets, ...connectTimes }, tcpReply)).answers,
  });

  const connectOften = async ({ times = 1, ...target }: TcpTarget): Promise<TcpAnswer> => {
    const parts = Array.from({ length: Math.ceil(times / most) }, (_, index) => Math.min(most, times - index * most));
    return joinedAnswers(await Promise.all(parts.map((part) => connect({ ...target, times: part }))));
  };

  const exchange = inBatches<PayloadTarget, PayloadAnswer>({
    most: agentCalls.payloads,
    atOnce: agentCalls.payloadCalls,
    send: async (targets) =>
      (await call('/payload', { targets, timeoutMs: agentCalls.payloadMs }, payloadReply)).answers,
  });

  const handshake = inBatches<CertificateTarget, CertificateAnswer>({
    most: agentCalls.certificates,
    // So many authorities fit into one call.
    weight: ({ authorities = '' }) =>
      1 + Math.ceil((authorities.length / agentLimits.bodyBytes) * agentCalls.certificates * 2),
    atOnce: agentCalls.certificateCalls,
    send: async (targets) =>
      (await call('/certificate', { targets, timeoutMs: agentCalls.certificateMs }, certificateReply)).answers,
  });

  const get = inBatches<HttpTarget, HttpAnswer>({
    most: agentCalls.requests,
    atOnce: agentCalls.httpCalls,
    send: async (targets) => (await call('/http', { targets, timeoutMs: agentCalls.httpMs }, httpReply)).answers,
  });

  const ask = inBatches<DnsQuestion, DnsAnswer>({
    most: agentCalls.questions,
    atOnce: agentCalls.dnsCalls,
    send: async (questions) => (await call('/dns', { questions, timeoutMs: agentCalls.dnsMs }, dnsReply)).answers,
  });

  const askKubelet = async (options: { signal: AbortSignal }): Promise<KubeletAnswer> => {
    const { name = '' } = (await agentPod({ cluster, namespace, node, signal })).metadata ?? {};
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), kubeletMs);
    try {
      const either = AbortSignal.any([options.signal, late.signal]);
      await cluster.logs({ namespace, name }, { container: AGENT_CONTAINER, tailLines: 1, signal: either });
      return { answered: true };
    } catch (error) {
      if (late.signal.aborted && !options.signal.aborted)
        return { answered: false, trouble: `no answer from the kubelet for a log within ${kubeletMs / 1_000} s` };
      // An answer with a server error is about the kubelet; without an answer nothing is known about it.
      if (!(error instanceof ClusterError) || error.status === undefined || error.status < 500)
        deletedAsTransient(error);
      return { answered: false, trouble: error.seen };
    } finally {
      clearTimeout(timer);
    }
  };

  const requests = requestCalls({ cluster, namespace, node, signal, token });
  const logLines = logLineCalls({ cluster, namespace, node, signal, token });

  return {
    node,
    pod,
    nameservers,
    clusterDomain,
    tcp: (targets, options) => unlessAborted(Promise.all(targets.map(connectOften)), options.signal),
    payload: (targets, options) => unlessAborted(Promise.all(targets.map(exchange)), options.signal),
    certificates: (targets, options) => unlessAborted(Promise.all(targets.map(handshake)), options.signal),
    http: (targets, options) => unlessAborted(Promise.all(targets.map(get)), options.signal),
    dns: (questions, options) => unlessAborted(Promise.all(questions.map(ask)), options.signal),
    ...requests,
    ...logLines,
    askKubelet,
  };
}
