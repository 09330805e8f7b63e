#include "studio.inc"
#declare C = array[2] { srgb <0.91, 0.88, 0.83>, srgb <0.36, 0.43, 0.38> };
#macro Lamp(N)
  union {
    object { Turned(array[11] { <-0.1, 0>, <0, 0>, <0.26, 0>, <0.34, 0.06>, <0.44, 0.32>, <0.40, 0.62>, <0.22, 0.86>, <0.075, 0.98>, <0.05, 1.05>, <0, 1.06>, <-0.1, 1.06> })
      texture { pigment { C[N] } normal { gradient y 0.25 sine_wave scale 0.07 } finish { diffuse 0.8 specular 0.1 roughness 0.06 reflection { 0.0, 0.06 fresnel on } conserve_energy } } }
    cylinder { y * 1.0, y * 1.25, 0.028 texture { Brass } }
    // the linen shade: open, thin, lit from within
    difference {
      cone { y * 1.12, 0.66, y * 1.78, 0.46 }
      cone { y * 1.11, 0.652, y * 1.79, 0.452 }
      texture { pigment { srgb <0.97, 0.93, 0.85> } normal { average normal_map { [1 gradient y 0.12 scale 0.012] [1 bumps 0.08 scale <0.012, 0.4, 0.012>] } }
        finish { diffuse 0.62 emission <0.30, 0.26, 0.20> } }
    }
    torus { 0.656, 0.008 translate y * 1.12 texture { pigment { srgb <0.9, 0.86, 0.78> } } }
    torus { 0.456, 0.008 translate y * 1.78 texture { pigment { srgb <0.9, 0.86, 0.78> } } }
    light_source { y * 1.4, rgb <0.42, 0.34, 0.24> fade_distance 0.7 fade_power 2 }
  }
#end
Studio(1.7)
#switch (View)
  #case (1) object { Lamp(Colour) } Shot(<0, 1.9, -7.4>, <0, 0.88, 0>, 20) #break
  #case (2) object { Lamp(Colour) } Shot(<0.9, 0.9, -3.9>, <0, 0.76, 0>, 24) #break
#end
