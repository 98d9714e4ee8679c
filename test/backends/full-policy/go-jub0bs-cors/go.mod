module app

go 1.25.0

require github.com/jub0bs/cors v0.11.0

require (
	golang.org/x/net v0.49.0 // indirect
	golang.org/x/text v0.33.0 // indirect
)
