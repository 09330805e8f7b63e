#include "studio.inc"
#declare C = array[3] { srgb <0.83, 0.79, 0.72>, srgb <0.45, 0.53, 0.44>, srgb <0.70, 0.46, 0.36> };
#macro Knit(N)
  texture { pigment { C[N] }
    normal { average normal_map { [1.2 radial 1.1 sine_wave frequency 46] [0.9 gradient y 1.0 sine_wave scale 0.16] [0.25 bumps 0.6 scale 0.03] } }
    finish { diffuse 0.86 specular 0.02 roughness 0.3 } }
#end
#macro Pouf(N)
  object { Turned(array[12] { <-0.2, 0.0>, <0, 0>, <0.9, 0.0>, <1.28, 0.12>, <1.52, 0.55>, <1.54, 0.95>, <1.40, 1.38>, <1.0, 1.66>, <0.5, 1.73>, <0.12, 1.70>, <0, 1.68>, <-0.3, 1.68> })
    Knit(N) }
  sphere { 0, 0.12 scale <1, 0.4, 1> translate y * 1.70 Matt(C[N] * 0.9) }
#end
Studio(2.2)
#switch (View)
  #case (1) union { Pouf(Colour) } Shot(<0, 4.2, -11.5>, <0, 0.8, 0>, 22) #break
  #case (2) union { Pouf(Colour) } Shot(<1.2, 4.2, -4.6>, <0.1, 1.05, 0>, 24) #break
#end
