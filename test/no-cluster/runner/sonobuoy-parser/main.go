// Command sonobuoy-parser shows what Sonobuoy's own post-processing makes of JUnit reports.
//
// Each argument is a results directory as the aggregator unpacks it: DIR/plugins/shakedown/results/global/junit.xml. For each of them
// it prints one line of JSON: the item that Sonobuoy would write to sonobuoy_results.yaml.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/vmware-tanzu/sonobuoy/pkg/client/results"
	"github.com/vmware-tanzu/sonobuoy/pkg/plugin/driver/job"
	"github.com/vmware-tanzu/sonobuoy/pkg/plugin/manifest"
)

func main() {
	definition := manifest.Manifest{SonobuoyConfig: manifest.SonobuoyConfig{
		PluginName:   "shakedown",
		Driver:       "Job",
		ResultFormat: "junit",
		ResultFiles:  []string{"junit.xml"},
	}}
	plugin := job.NewPlugin(definition, "sonobuoy", "", "", "", nil)
	out := json.NewEncoder(os.Stdout)
	for _, directory := range os.Args[1:] {
		item, problems := results.PostProcessPlugin(plugin, directory)
		for _, problem := range problems {
			fmt.Fprintln(os.Stderr, problem)
		}
		if err := out.Encode(item); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
