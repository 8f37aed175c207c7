// Alert-receiver takes the webhooks of Alertmanager and logs the name and the state of each alert, one line each.
// https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
)

const maxBody = 1 << 20

type notification struct {
	Alerts []struct {
		Status string            `json:"status"`
		Labels map[string]string `json:"labels"`
	} `json:"alerts"`
}

func receive(answer http.ResponseWriter, request *http.Request) {
	if request.Method == http.MethodGet {
		return
	}
	var received notification
	body := http.MaxBytesReader(answer, request.Body, maxBody)
	if err := json.NewDecoder(body).Decode(&received); err != nil {
		http.Error(answer, err.Error(), http.StatusBadRequest)
		return
	}
	for _, alert := range received.Alerts {
		log.Printf("%s %q", alert.Status, alert.Labels["alertname"])
	}
}

func main() {
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGINT, syscall.SIGTERM)
	go func() {
		<-ended
		os.Exit(0)
	}()
	log.Fatal(http.ListenAndServe(":8080", http.HandlerFunc(receive)))
}
