import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { families, familyOf, type Binary, type Family, type FamilyName } from './families.ts';
import { KUBERNETES_FAMILIES } from '../preparation/kubernetes-families.mjs';
import { kubernetesVersion } from './kubernetes-versions.ts';
import { moduleVersion } from './module-version.ts';

const MODULES = resolve(import.meta.dirname, '../go');

describe('The families of Go modules', () => {
  for (const [name, family] of Object.entries(families) as [FamilyName, Family][]) {
    const goMod = () => readFileSync(join(MODULES, name, 'go.mod'), 'utf8');

    it(`${name}: its programs are tools or sources of its go.mod`, () => {
      for (const path of Object.values({ ...family.programs, ...family.testPrograms })) {
        if (family.module === undefined) expect(goMod()).to.contain(`module ${path}\n`);
        else expect(goMod().split(/\s+/)).to.include(path);
      }
      expect(existsSync(join(MODULES, name, 'go.sum'))).to.equal(family.module !== undefined);
    });

    if (family.module !== undefined) {
      it(`${name}: its go.mod gives it a version`, () => {
        expect(moduleVersion(goMod(), family.module ?? '')).to.match(/^v\d+\.\d+\.\d+$/);
      });
    }
  }

  it('are found by the name of a program', () => {
    const names: Binary[] = ['kubelet', 'etcd', 'pause', 'e2e.test'];
    expect(names.map((name) => familyOf(name))).to.deep.equal(['kube', 'etcd', 'pause', 'conformance']);
  });

  it('are those of the version of Kubernetes that is asked for', () => {
    expect(familyOf('kubelet', 'v1.37.2')).to.equal('kube-1.37');
    expect(familyOf('etcd', 'v1.37.2')).to.equal('etcd');
  });

  it('of Kubernetes have the versions that people name', () => {
    for (const [version, name] of Object.entries(KUBERNETES_FAMILIES)) {
      const goMod = readFileSync(join(MODULES, name, 'go.mod'), 'utf8');
      expect(moduleVersion(goMod, families[name].module)).to.equal(version);
    }
  });

  it("set Kubernetes' version where its clients read it", () => {
    const variables = families.kube.linkerVariables('v1.36.3');
    expect(variables).to.include({
      'k8s.io/component-base/version.gitVersion': 'v1.36.3',
      'k8s.io/component-base/version.gitMinor': '36',
      'k8s.io/client-go/pkg/version.gitMajor': '1',
    });
    expect(Object.keys(variables)).to.have.length(8);
  });
});

describe('A version of Kubernetes', () => {
  it('is one that the testbed builds', () => {
    expect(kubernetesVersion('v1.37.2')).to.equal('v1.37.2');
    expect(() => kubernetesVersion('1.37')).to.throw(
      "TESTBED_KUBERNETES: '1.37' is none of them\n" +
        '  expected: a version of Kubernetes that the testbed builds: v1.36.3, v1.37.2\n' +
        '  do:       name one of them, as in --kubernetes v1.36.3',
    );
  });
});

describe('The version of a module', () => {
  const goMod = [
    'require (',
    '\tk8s.io/kubernetes v1.36.3 // indirect',
    ')',
    'require k8s.io/other v0.1.0',
    'replace k8s.io/api => k8s.io/api v0.36.3',
  ].join('\n');

  it('is read from a block or from a line', () => {
    expect(moduleVersion(goMod, 'k8s.io/kubernetes')).to.equal('v1.36.3');
    expect(moduleVersion(goMod, 'k8s.io/other')).to.equal('v0.1.0');
  });

  it('is never guessed', () => {
    expect(() => moduleVersion(goMod, 'k8s.io/api')).to.throw(
      'BUILD_MODULE_UNKNOWN: no line for k8s.io/api\n' +
        '  expected: the module that gives a family its version is in its go.mod\n' +
        "  do:       in the family's folder under testbed/go: go get -tool k8s.io/api@VERSION",
    );
  });
});
